import DurableFiles

/// The files a data set is read from, found before anything is read.
public struct InputFiles: Sendable {
  /// The paths of files with arrays, in the order given; those of a folder sorted.
  public let paths: [String]
  /// The folders of pictures.
  public let pictures: [PictureFolder]

  /// How far below a given folder files are looked for: `MNIST/raw` is two below.
  private static let depth = 2

  /// Takes files as they are, and looks for them in folders.
  ///
  /// In a folder that is for .npz, .npy and idx files, or else for folders of PNG pictures; when
  /// there are none, in the folders below.
  ///
  /// Of a file and its compressed copy `.gz` beside it, the file is taken.
  ///
  /// - Throws: `FileError` for what cannot be opened; `DatasetError.missingArray` for a folder
  ///   without such files.
  public init(_ given: [String]) throws {
    var paths: [String] = []
    var pictures: [PictureFolder] = []
    for path in given {
      guard isFolder(path) else {
        paths.append(path)
        continue
      }
      let found = try Self.find(in: path, depth: Self.depth)
      guard !found.paths.isEmpty || !found.pictures.isEmpty else {
        throw DatasetError.missingArray(
          path: path, wanted: "idx, npz or npy files, nor PNG pictures in folders 0 to 9",
          found: Array(try namesInFolder(path).filter { !$0.hasPrefix(".") }.prefix(8)))
      }
      paths += found.paths
      pictures += found.pictures
    }
    let all = Set(paths)
    self.paths = paths.filter { !$0.hasSuffix(".gz") || !all.contains(String($0.dropLast(3))) }
    self.pictures = pictures
    for path in self.paths { _ = try ReadableFile(path: path) }
  }

  /// Whether `path` leads to one of them, under whatever name.
  public func include(_ path: String) -> Bool {
    guard let other = EntryNumber(of: path) else { return false }
    let all = paths + pictures.flatMap { $0.files.map(\.path) }
    return all.contains { EntryNumber(of: $0) == other }
  }

  private static func find(
    in folder: String, depth: Int
  ) throws -> (paths: [String], pictures: [PictureFolder]) {
    // Hidden files are the temporaries of downloads, and what macOS leaves beside copies.
    let names = try namesInFolder(folder).filter { !$0.hasPrefix(".") }
    let paths = names.map { joined(folder, $0) }
    let files = paths.filter { isDataFile($0) && !isFolder($0) }
    if !files.isEmpty { return (files, []) }
    if let pictures = try PictureFolder(path: folder) { return ([], [pictures]) }
    var found: (paths: [String], pictures: [PictureFolder]) = ([], [])
    if depth > 0 {
      for path in paths where isFolder(path) {
        let below = try find(in: path, depth: depth - 1)
        found.paths += below.paths
        found.pictures += below.pictures
      }
    }
    return found
  }

  private static func isDataFile(_ path: String) -> Bool {
    let name = path.hasSuffix(".gz") ? path.dropLast(3) : path[...]
    // The last word is the type of the numbers.
    let words = name.split(separator: "-").suffix(2)
    let isIdx =
      words.count == 2 && ["idx1", "idx3"].contains { words.first?.hasSuffix($0) == true }
    return isIdx || path.hasSuffix(".npz") || path.hasSuffix(".npy")
  }
}
