import DurableFiles
import Foundation
import TensorStore
import TestSupport
import Testing

@Suite struct IngestOutputTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.writeInput()
  }

  private func expectError(
    _ run: Program.Finished, _ status: Int32, _ text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(run.status == status, sourceLocation: sourceLocation)
    #expect(run.errors == "error: \(text)\n", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
  }

  @Test func anOutputThatCannotBeWrittenIsFoundBeforeTheInputIsRead() throws {
    try replaceFile(at: folder.file("bad.npz"), contents: [0x50, 0x4B])
    try createFolder(at: folder.file("sub"))
    expectError(
      try folder.ingest("bad.npz", "--output", "sub"), 73,
      "cannot create 'sub': Is a directory; check the folder, its permissions and space")
    expectError(
      try folder.ingest("bad.npz", "--output", "bad.npz/out"), 73,
      "cannot create 'bad.npz': Not a directory; check the folder, its permissions and space")
    expectError(
      try folder.ingest("bad.npz", "--output", "/dev/full"), 66,
      "'/dev/full' is not a regular file; give the path of one")
    #expect(try folder.names() == ["bad.npz", "input", "sub"])
  }

  @Test func dataWithoutTestImagesIsRefusedWhereTheyAreRequired() throws {
    #expect(try folder.ingest("input", "--output", "whole", "--require-test").status == 0)
    for part in ["images-idx3", "labels-idx1"] {
      try removeFiles(at: [folder.file("input/t10k-\(part)-ubyte")])
    }
    expectError(
      try folder.ingest("input", "--output", "store", "--require-test"), 65,
      """
      'input' has no test images, which 'evaluate' needs; give both parts, or run the other stages \
      alone, without --require-test
      """)
    #expect(try folder.names() == ["input", "whole"])
    #expect(try folder.ingest("input", "--output", "store").status == 0)
  }

  @Test func aMissingInputCreatesNothing() throws {
    expectError(
      try folder.ingest("none.npz", "--output", "new/store"), 66,
      "'none.npz' does not exist; check the path")
    #expect(try folder.names() == ["input"])
  }

  @Test func linksAreReplacedNotFollowed() throws {
    try replaceFile(at: folder.file("victim"), contents: [1])
    for target in ["victim", "none"] {
      symlink(target, folder.file("store"))
      #expect(try folder.ingest("input", "--output", "store").status == 0)
      #expect(try bytes(at: folder.file("victim")) == [1])
      #expect(try folder.names() == ["input", "store", "victim"])
      var status = stat()
      lstat(folder.file("store"), &status)
      #expect(status.st_mode & S_IFMT == S_IFREG)
      unlink(folder.file("store"))
    }
  }

  @Test func theInputIsNeverTheOutput() throws {
    let input = "input/train-images-idx3-ubyte"
    symlink(input, folder.file("link"))
    let before = try bytes(at: folder.file(input))
    for name in [input, "link", "./input/../input/train-images-idx3-ubyte"] {
      expectError(
        try folder.ingest("input", "--output", name), 64,
        "the output '\(name)' is one of the inputs; give another --output")
    }
    #expect(try bytes(at: folder.file(input)) == before)
  }

  @Test(.enabled(if: !isSanitized, "the thread sanitizer keeps its notes in a file"))
  func aFileSizeLimitLeavesTheOldStore() throws {
    _ = try folder.ingest("input", "--output", "store")
    let before = try bytes(at: folder.file("store"))
    try folder.writeInput(firstLabel: 6)
    // In blocks of 512 bytes; the store has nine.
    for limit in [0, 1, 8] {
      let run = try folder.shell(
        "ulimit -f \(limit); exec \"$0\" input --output store 2>/dev/null")
      #expect(run.status == 74 && run.output.isEmpty)
    }
    let run = try folder.shell(
      "(ulimit -f 8; exec \"$0\" input --output store --quiet) 2>&1 | cat")
    #expect(
      run.output == """
        error: cannot write 'store': File too large; raise the file size limit (ulimit -f), then \
        run the command again

        """)
    #expect(try bytes(at: folder.file("store")) == before)
    #expect(try folder.names() == ["input", "store"])
  }

  @Test func closedAndFullStreamsDoNotReachTheStore() throws {
    _ = try folder.ingest("input", "--output", "good")
    let good = try bytes(at: folder.file("good"))
    let lines = [
      (">&-", 0), ("2>&-", 0), ("<&- >&- 2>&-", 0), (">/dev/full", 74), (">/dev/full --json", 74),
    ]
    for (index, (redirection, status)) in lines.enumerated() {
      let run = try folder.shell("exec \"$0\" input --output store\(index) \(redirection)")
      #expect(run.status == status, "\(redirection)")
      #expect(try bytes(at: folder.file("store\(index)")) == good, "\(redirection)")
    }
  }

  @Test func whatDeadRunsLeftIsSweptAndLivingOnesAreSpared() throws {
    let stale = ".store.tmp-\(Int32.max)-0123456789abcdef"
    let living = ".store.tmp-\(getpid())-0123456789abcdef"
    for name in [stale, living] { try replaceFile(at: folder.file(name), contents: [1]) }
    #expect(try folder.ingest("input", "--output", "store").status == 0)
    #expect(try folder.names() == [living, "input", "store"])
  }

  @Test func runsAtTheSameTimeAllFinish() throws {
    let runs = try (0..<6).map { _ in
      try folder.start(["input", "--output", "store", "--quiet"])
    }
    for run in runs { #expect(try run.finish().status == 0) }
    try StoreReader(path: folder.file("store")).verifyPayload()
    #expect(try folder.names() == ["input", "store"])
  }

  @Test func killedRunsLeaveTheOldStoreOrTheNew() throws {
    _ = try folder.ingest("input", "--output", "store")
    let path = folder.file("store")
    let old = try bytes(at: path)
    try folder.writeInput(firstLabel: 6)
    _ = try folder.ingest("input", "--output", "other")
    let new = try bytes(at: folder.file("other"))
    for round in 0..<24 {
      try replaceFile(at: path, contents: old)
      let program = try folder.start(["input", "--output", "store", "--quiet"])
      usleep(UInt32(round * 700))
      program.send([SIGKILL, SIGTERM, SIGINT][round % 3])
      let status = try program.finish().status
      let found = try bytes(at: path)
      #expect(found == new || (found == old && status > 128), "round \(round)")
    }
    #expect(try folder.ingest("input", "--output", "store").status == 0)
    #expect(try folder.names() == ["input", "other", "store"])
  }
}
