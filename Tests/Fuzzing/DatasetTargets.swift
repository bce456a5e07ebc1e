@testable import DatasetFiles

extension FuzzTarget {
  /// Whole .npz files; Corpus has those that NumPy wrote.
  static let npz = FuzzTarget(
    name: "npz",
    seeds: { [zipFile(Seeds.members), zipFile([("arr_0.npy", Seeds.npy([2, 28, 28]))])] },
    parse: { try checkArrays($0, name: "train.npz", limit: 1 << 20) },
    repair: { repairedZip($0) })

  /// A .npy member, which a right zip file brings along.
  static let npy = FuzzTarget(
    name: "npy",
    seeds: {
      let types = ["|u1", ">i2", "<i8", "<f2", ">f4", "<f8"].map { Seeds.npy([2, 3], type: $0) }
      return [Seeds.npy([2, 28, 28]), Seeds.npy([3]), Seeds.npy([1, 2], version: 3)] + types
    },
    parse: { bytes in
      try checkArrays(zipFile([("arr_0.npy", bytes)]), name: "train.npz", limit: 1 << 20)
    })

  /// The original files; what is accepted of bytes is written as it was.
  static let idx = FuzzTarget(
    name: "idx",
    seeds: { [Seeds.idx([2, 28, 28]), Seeds.idx([3])] },
    parse: { bytes in
      try checkArrays(bytes, name: "train", limit: 1 << 20)
      let stored = try idxArray(in: PlainStream(FileContents(bytes, path: "train")), path: "train")
      let array = try stored.bytes(limit: 1 << 20)
      expect(stored.type.size > 1 || idxFile(array.shape, array.bytes, code: bytes[2]) == bytes)
    })

  /// The same compressed.
  static let gzip = FuzzTarget(
    name: "gzip",
    seeds: {
      [
        gzipFile(Seeds.idx([2, 28, 28])), gzipFile(Seeds.idx([3])),
        gzipFile([]) + gzipFile(Seeds.idx([3])) + [0, 0],
      ]
    },
    parse: { bytes in
      let limit = 1 << 20
      let contents = FileContents(bytes, path: "train")
      let whole = try GzipReader(contents).read(limit)
      expect(whole.count <= limit)
      let reader = try GzipReader(contents)
      var pieces: [UInt8] = []
      while pieces.count < whole.count {
        pieces += try reader.read(min(1000, whole.count - pieces.count))
      }
      expect(pieces == whole)
      let array = try idxArray(in: GzipReader(contents), path: "train").bytes(limit: limit)
      let unpacked = PlainStream(FileContents(whole, path: "train"))
      let same = try idxArray(in: unpacked, path: "train").bytes(limit: limit)
      expect(same.bytes == array.bytes && same.shape == array.shape)
    })
}

/// Reads a file like the data set does.
private func checkArrays(_ bytes: [UInt8], name: String, limit: Int) throws {
  for (role, array) in try findArrays(in: FileContents(bytes, path: name), name: name)
  where role.storedShape(of: array.shape) != nil {
    let read = try array.bytes(limit: limit, allowsSteps: true)
    expect(elementCount(of: array.shape, limit: limit) == read.bytes.count)
  }
}
