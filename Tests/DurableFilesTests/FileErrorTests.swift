import Failures
import Foundation
import Testing

@testable import DurableFiles

@Suite struct FileErrorTests {
  private static let errors: [(FileError, FailureKind, String)] = [
    (.missing(path: "a"), .inputMissing, "'a' does not exist; check the path"),
    (
      .unreadable(path: "a", code: EACCES), .inputMissing,
      "cannot read 'a': Permission denied; check its permissions"
    ),
    (.notARegularFile(path: "a"), .inputMissing, "'a' is not a regular file; give the path of one"),
    (
      .tooLarge(path: "a", size: 9, limit: 8), .badData,
      "'a' has 9 bytes, at most 8 are read; it is not what is expected here"
    ),
    (
      .truncated(path: "a", offset: 3, expected: 2), .badData,
      """
      'a' ends early: 2 bytes are missing at offset 3; restore it from a backup, or rebuild it
      """
    ),
    (
      .cannotCreate(path: "a", code: EROFS), .cannotCreate,
      "cannot create 'a': Read-only file system; check the folder, its permissions and space"
    ),
    (
      .cannotWrite(path: "a", code: EFBIG), .inputOutput,
      """
      cannot write 'a': File too large; raise the file size limit (ulimit -f), \
      then run the command again
      """
    ),
    (
      .cannotWrite(path: "a", code: EIO), .inputOutput,
      "cannot write 'a': Input/output error; check the disk, then run the command again"
    ),
    (
      .locked(path: "a", holder: 7), .locked,
      "another run (process 7) holds 'a'; wait for it to finish, or use another run folder"
    ),
    (
      .locked(path: "a", holder: nil), .locked,
      "another run holds 'a'; wait for it to finish, or use another run folder"
    ),
  ]

  @Test(arguments: errors)
  func saysWhatWhereAndWhatToDo(error: FileError, kind: FailureKind, text: String) {
    #expect(error.kind == kind)
    #expect(error.description == text)
  }
}
