import DurableFiles

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The files a data set is read from, found before anything is read.
public struct InputFiles: Sendable {
  /// Their paths, in the order given; those of a folder sorted.
  public let paths: [String]

  /// Takes .npz and idx files as they are, and looks for them in folders.
  ///
  /// - Throws: `FileError` for what cannot be opened; `DatasetError.missingArray` for a folder
  ///   without such files.
  public init(_ given: [String]) throws {
    var paths: [String] = []
    for path in given {
      paths += try Self.isFolder(path) ? Self.files(inFolder: path) : [path]
    }
    for path in paths { _ = try ReadableFile(path: path) }
    self.paths = paths
  }

  /// Whether `path` leads to one of them, under whatever name.
  public func include(_ path: String) -> Bool {
    var other = stat()
    guard stat(path, &other) == 0 else { return false }
    return paths.contains { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_dev == other.st_dev
        && status.st_ino == other.st_ino
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func files(inFolder folder: String) throws -> [String] {
    // Hidden files are the temporaries of downloads, and what macOS leaves beside copies.
    let names = try namesInFolder(folder).filter { !$0.hasPrefix(".") }
    let endings = ["idx1-ubyte", "idx3-ubyte", "idx1-ubyte.gz", "idx3-ubyte.gz", ".npz"]
    let matching = names.filter { name in endings.contains { name.hasSuffix($0) } }
    guard !matching.isEmpty else {
      throw DatasetError.missingArray(
        path: folder, wanted: "idx or npz files", found: Array(names.prefix(8)))
    }
    let slash = folder.hasSuffix("/") ? "" : "/"
    return matching.map { folder + slash + $0 }
  }
}
