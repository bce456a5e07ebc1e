import DurableFiles
import Foundation
import TestSupport
import Testing

@testable import DatasetFiles

@Suite struct InputFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func foldersGiveTheirDataFilesSorted() throws {
    let names = [
      "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz", "mnist.npz",
      "train-images.idx3-ubyte",
    ]
    let others = [
      ".mnist.npz.tmp-1-0123456789abcdef", "._train-images-idx3-ubyte", ".npz", "notes.txt",
      "mnist.npz.part",
    ]
    for name in names + others { try write([], to: folder.file(name)) }
    let expected = names.sorted().map { folder.file($0) }
    #expect(try InputFiles([folder.path]).paths == expected)
    #expect(try InputFiles([folder.path + "/"]).paths == expected)
    symlink(folder.path, folder.file("link"))
    #expect(try InputFiles([folder.file("link")]).paths.count == names.count)
  }

  @Test func aFolderWithoutDataNamesWhatItHolds() throws {
    try write([], to: folder.file("notes.txt"))
    #expect(
      throws: DatasetError.missingArray(
        path: folder.path, wanted: "idx, npz or npy files, nor PNG pictures in folders 0 to 9",
        found: ["notes.txt"])
    ) { try InputFiles([folder.path]) }
  }

  @Test(.timeLimit(.minutes(1)))
  func whatIsNoFileIsRefusedAtOnce() throws {
    mkfifo(folder.file("pipe"), 0o644)
    symlink("loop", folder.file("loop"))
    for path in ["/dev/zero", folder.file("pipe")] {
      #expect(throws: FileError.notARegularFile(path: path)) { try InputFiles([path]) }
    }
    #expect(throws: FileError.unreadable(path: folder.file("loop"), code: ELOOP)) {
      try InputFiles([folder.file("loop")])
    }
    #expect(throws: FileError.missing(path: folder.file("none"))) {
      try InputFiles([folder.file("none")])
    }
    try createFolder(at: folder.file("sub.npz"))
    #expect(throws: FileError.notARegularFile(path: folder.file("pipe.npz"))) {
      mkfifo(folder.file("pipe.npz"), 0o644)
      _ = try InputFiles([folder.path])
    }
  }

  @Test func foldersAreSearchedTwoLevelsDeep() throws {
    let names = ["train-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz"]
    for path in ["raw", "MNIST/raw"] {
      let folder = try TemporaryFolder()
      try createFolder(at: folder.file(path))
      for name in names { try write([], to: folder.file("\(path)/\(name)")) }
      #expect(
        try InputFiles([folder.path]).paths == names.sorted().map { folder.file("\(path)/\($0)") })
    }
    try createFolder(at: folder.file("a/b/c"))
    try write([], to: folder.file("a/b/c/train.npz"))
    #expect(throws: DatasetError.self) { try InputFiles([folder.path]) }
    #expect(try InputFiles([folder.file("a")]).paths == [folder.file("a/b/c/train.npz")])
    // A file higher up hides those below.
    try write([], to: folder.file("mnist.npz"))
    #expect(try InputFiles([folder.path]).paths == [folder.file("mnist.npz")])
  }

  @Test func aFolderWithTheNameOfAFileIsNoFile() throws {
    for name in ["train-images-idx3-ubyte", "sub.npz"] { try createFolder(at: folder.file(name)) }
    try write([], to: folder.file("train-images.idx3-ubyte"))
    #expect(try InputFiles([folder.path]).paths == [folder.file("train-images.idx3-ubyte")])
  }

  @Test func anInputIsRecognisedUnderOtherNames() throws {
    try write([1], to: folder.file("a.npz"))
    try write([1], to: folder.file("b.npz"))
    symlink("a.npz", folder.file("link"))
    link(folder.file("a.npz"), folder.file("hard"))
    let files = try InputFiles([folder.file("a.npz")])
    for name in ["a.npz", "link", "hard", "./a.npz"] {
      #expect(files.include(folder.file(name)), "\(name)")
    }
    for name in ["b.npz", "none"] { #expect(!files.include(folder.file(name)), "\(name)") }
  }
}
