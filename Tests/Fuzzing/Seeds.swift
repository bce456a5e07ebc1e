import CZlib
import Experiment
import Tensors

@testable import CheckpointArchive

/// Small valid files.
enum Seeds {
  /// An array of a rising pattern, as `numpy.save` writes it.
  static func npy(_ shape: [Int], version: UInt8 = 1, type: String = "|u1") -> [UInt8] {
    let tuple = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(tuple)), }\n".utf8)
    return [0x93] + "NUMPY".utf8 + [version, 0] + little(text.count, version == 1 ? 2 : 4) + text
      + pattern(shape + [type.last?.wholeNumberValue ?? 1])
  }

  static func idx(_ shape: [Int]) -> [UInt8] { idxFile(shape, pattern(shape)) }

  private static func pattern(_ shape: [Int]) -> [UInt8] {
    (0..<shape.reduce(1, *)).map { UInt8(truncatingIfNeeded: $0 / 9) }
  }

  /// The members of an .npz in Keras's layout.
  static let members = [
    ("x_train.npy", npy([2, 28, 28])), ("y_train.npy", npy([2])),
    ("x_test.npy", npy([1, 28, 28])), ("y_test.npy", npy([1])),
  ]

  static let run = RunIdentity(
    dataSha256: String(repeating: "0", count: 64), instructionSet: "portable",
    options: TrainingOptions(), toolVersion: "0")

  /// An epoch with tiny networks.
  static func epoch(_ epoch: Int) throws -> EpochImage {
    let tensor = Tensor(shape: [2], elements: [Float(epoch), 0.5])
    let network = [NamedTensor(name: "dense.kernel", tensor: tensor)]
    let info = CheckpointInfo(
      epoch: epoch, step: epoch * 3, discriminatorLoss: 0.7, generatorLoss: 0.6,
      accuracyReal: 0.5, accuracyFake: 0.25, run: run)
    return try EpochImage(
      info: info,
      networks: [(NetworkName.generator, network), (NetworkName.discriminator, network)],
      path: "seed")
  }

  /// An epoch of three networks.
  private static func many() throws -> EpochImage {
    let network = [NamedTensor(name: "a", tensor: Tensor(shape: [1], elements: [1]))]
    return try EpochImage(
      info: try epoch(1).info, networks: ["c", "b_2", "a-"].map { ($0, network) }, path: "seed")
  }

  /// An archive that a later version wrote.
  private static func foreign(_ archive: [UInt8]) -> [UInt8] {
    let key = Array("\"format_version\":".utf8)
    guard let place = archive.firstRange(of: key)?.upperBound else { return archive }
    var later = archive
    later[place] = UInt8(ascii: "7")
    return repairedArchive(later)
  }

  /// One of three epochs, one that was cut off, one with damage between two, an empty one, one of
  /// other networks, one with an epoch of a later format.
  static func archives() throws -> [[UInt8]] {
    let epochs = try (1...3).map { try epoch($0).bytes.dropLast(EpochImage.endSize) }
    let end = [UInt8](repeating: 0, count: EpochImage.endSize)
    let whole = Array(epochs.joined()) + end
    let gap = epochs[0] + end + epochs[2] + end
    return [
      whole, Array(whole.prefix(epochs[0].count + 700)), Array(gap), end, try many().bytes,
      foreign(whole),
    ]
  }
}

/// An idx file of unsigned bytes.
func idxFile(_ shape: [Int], _ bytes: [UInt8], code: UInt8 = 8) -> [UInt8] {
  [0, 0, code, UInt8(shape.count)] + shape.flatMap { little($0, 4).reversed() } + bytes
}

/// A gzip file.
func gzipFile(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var input = bytes
  let bound = Int(deflateBound(&stream, UInt(bytes.count)))
  return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
    input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      expect(deflate(&stream, Z_FINISH) == Z_STREAM_END)
      count = output.count - Int(stream.avail_out)
    }
  }
}
