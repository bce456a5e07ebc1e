import Foundation
import Testing

@testable import DurableFiles

@Suite struct FileErrorTests {
  private static let errors: [(FileError, Int32, String)] = [
    (.missing(path: "a"), 66, "'a' does not exist; check the path, or run the stage that makes it"),
    (
      .unreadable(path: "a", code: EACCES), 66,
      "cannot read 'a': Permission denied; check its permissions"
    ),
    (.notARegularFile(path: "a"), 66, "'a' is not a regular file; give the path of one"),
    (
      .tooLarge(path: "a", size: 9, limit: 8), 65,
      "'a' has 9 bytes, at most 8 are read; it is not what this stage expects"
    ),
    (
      .truncated(path: "a", offset: 3, expected: 2), 65,
      "'a' ends early: 2 bytes are missing at offset 3; rebuild it with the stage that makes it"
    ),
    (
      .cannotCreate(path: "a", code: EROFS), 73,
      "cannot create 'a': Read-only file system; check the folder, its permissions and space"
    ),
    (
      .cannotWrite(path: "a", code: EFBIG), 74,
      """
      cannot write 'a': File too large; raise the file size limit (ulimit -f), \
      then run the command again
      """
    ),
    (
      .cannotWrite(path: "a", code: EIO), 74,
      "cannot write 'a': Input/output error; check the disk, then run the command again"
    ),
    (
      .locked(path: "a", holder: 7), 75,
      "another run (process 7) holds 'a'; wait for it to finish, or use another run folder"
    ),
    (
      .locked(path: "a", holder: nil), 75,
      "another run holds 'a'; wait for it to finish, or use another run folder"
    ),
  ]

  @Test(arguments: errors)
  func saysWhatWhereAndWhatToDo(error: FileError, exitCode: Int32, text: String) {
    #expect(error.exitCode == exitCode)
    #expect(error.description == text)
  }
}
