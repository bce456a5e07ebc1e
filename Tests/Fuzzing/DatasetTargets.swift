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
    seeds: { [Seeds.npy([2, 28, 28]), Seeds.npy([3]), Seeds.npy([1, 2], version: 3)] },
    parse: { bytes in
      try checkArrays(zipFile([("arr_0.npy", bytes)]), name: "train.npz", limit: 1 << 20)
    })

  /// The original files; what is accepted is written as it was.
  static let idx = FuzzTarget(
    name: "idx",
    seeds: { [Seeds.idx([2, 28, 28]), Seeds.idx([3])] },
    parse: { bytes in
      try checkArrays(bytes, name: "train", limit: 1 << 20)
      var rest = bytes
      let array = try readIdx(&rest, path: "train", limit: 1 << 20)
      expect(idxFile(array.shape, array.bytes) == bytes && rest.isEmpty)
    })

  /// The same compressed.
  static let gzip = FuzzTarget(
    name: "gzip",
    seeds: { [gzipFile(Seeds.idx([2, 28, 28])), gzipFile(Seeds.idx([3]))] },
    parse: { bytes in
      let limit = 1 << 20
      let whole = try GzipReader(bytes, path: "train").read(limit)
      expect(whole.count <= limit)
      let reader = try GzipReader(bytes, path: "train")
      var pieces: [UInt8] = []
      while pieces.count < whole.count {
        pieces += try reader.read(min(1000, whole.count - pieces.count))
      }
      expect(pieces == whole)
      var unpacked = whole
      let array = try readCompressedIdx(bytes, path: "train", limit: limit)
      let same = try readIdx(&unpacked, path: "train", limit: limit)
      expect(same.bytes == array.bytes && same.shape == array.shape)
    })
}

/// Reads a file like the data set does.
private func checkArrays(_ bytes: [UInt8], name: String, limit: Int) throws {
  var bytes = bytes
  let arrays = try readArrays(&bytes, path: name, name: name, limit: limit).values
  expect(arrays.reduce(0) { $0 + $1.bytes.count } <= limit)
  for array in arrays {
    expect(elementCount(of: array.shape, limit: limit) == array.bytes.count)
  }
}
