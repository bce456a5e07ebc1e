import DurableFiles
import NumpyFiles

extension FuzzTarget {
  /// Latents of a user's: what is accepted has the finite numbers it declares, and its file's digest.
  static let latents = FuzzTarget(
    name: "latents",
    seeds: {
      [("<f4", 1), ("<f8", 2), ("<f4", 3)].map { type, version in
        Seeds.npy([2, 3], version: version, type: type)
      } + [Seeds.npy([3, 2], type: ">f4"), Seeds.npy([3], type: "<f8"), Seeds.npy([1, 1, 1])]
    },
    parse: { bytes in
      try replaceScratch(bytes)
      let limit = 1 << 16
      let matrix = try NumpyMatrix(path: scratchPath, limit: limit)
      expect(matrix.rows > 0 && matrix.columns > 0 && matrix.rows <= limit / matrix.columns)
      expect(matrix.elements.count == matrix.rows * matrix.columns)
      expect(matrix.elements.allSatisfy(\.isFinite))
      expect(matrix.fileDigest == sha256(bytes))
    })
}
