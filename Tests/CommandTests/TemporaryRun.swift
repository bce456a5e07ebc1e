import AdversarialTraining
import CheckpointArchive
import Experiment
import Foundation
import TensorStore
import Tensors
import TestSupport

/// A working folder of its own for a test, removed with it, in which `runs/mnist` and
/// `data/mnist.safetensors` can be made.
final class TemporaryRun {
  private let folder: TemporaryFolder
  /// What the archived epochs say that they were trained on.
  private var dataSha256 = String(repeating: "0", count: 64)
  var path: String { folder.path }

  /// Creates the folder; nothing is in it.
  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: path + "/runs/mnist", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: path + "/data", withIntermediateDirectories: true)
  }

  /// Creates the folder with an archive of these epochs, a store, and perhaps the judge of it.
  convenience init(epochs: [Int], judge: Bool = false) throws {
    try self.init()
    try makeStore()
    if judge { try write(Self.judge.get(), to: "data/judge.safetensors") }
    dataSha256 = try StoreReader(path: path + "/data/mnist.safetensors").contentDigest.hex
    for epoch in epochs { try append(epoch: epoch) }
  }

  /// The judge of the store that `makeStore()` makes, as the built command made it once.
  private static let judge = Result {
    let run = try TemporaryRun()
    try run.makeStore()
    _ = try run.evaluate.run(["judge", "--quiet"])
    return try run.bytes("data/judge.safetensors")
  }

  var train: Program { Program(built: "train", in: path) }
  var evaluate: Program { Program(built: "evaluate", in: path) }
  var render: Program { Program(built: "render", in: path) }
  var benchmark: Program { Program(built: "benchmark", in: path) }
  var archivePath: String { path + "/runs/mnist/checkpoints.tar" }
  static let latentDimension = 10

  /// Archives an epoch of networks drawn from `seed`, by default the epoch's number; the first number of
  /// the tensor called `spoiled`, in either network, is `value` instead.
  func append(
    epoch: Int, seed: Int? = nil, spoiled: String = "", by value: Float = .nan
  ) throws {
    var options = TrainingOptions()
    options.latentDim = Self.latentDimension
    var drawn = options
    drawn.batchSize = 2
    drawn.seed = UInt64(seed ?? epoch)
    let model = try AdversarialModel(drawn, threads: 1)
    let info = CheckpointInfo(
      epoch: epoch, step: epoch * 3, discriminatorLoss: 0.7, generatorLoss: 0.6,
      accuracyReal: 0.5, accuracyFake: 0.25,
      run: RunIdentity(
        dataSha256: dataSha256, instructionSet: model.engine.kernels.name,
        options: options, toolVersion: "test"))
    func tensors(_ tensors: some Collection<NamedTensor>) -> [NamedTensor] {
      tensors.map { named in
        var named = named
        if named.name == spoiled { named.tensor.elements[0] = value }
        return named
      }
    }
    let image = try EpochImage(
      info: info,
      networks: [
        (NetworkName.generator, tensors(model.generatorTensors)),
        (NetworkName.discriminator, tensors(model.discriminatorTensors)),
      ], path: "test")
    try ArchiveAppender(path: archivePath).append(image)
  }

  /// Writes a store of made-up images: slanted strokes that differ from one to the next.
  func makeStore(train: Int = 40, test: Int = 50) throws {
    func split(_ count: Int, _ shift: Int) -> LabelledImages {
      let pixels = (0..<count * 784).map { index in
        let (image, place) = index.quotientAndRemainder(dividingBy: 784)
        let (y, x) = place.quotientAndRemainder(dividingBy: 28)
        let distance = abs(x - (6 + (y * (1 + image % 5) / 4 + image * 3 + shift) % 17))
        return UInt8(max(0, 255 - 90 * distance))
      }
      return LabelledImages(images: pixels, labels: (0..<count).map { UInt8($0 % 10) })
    }
    try writeStore(
      at: path + "/data/mnist.safetensors", train: split(train, 0), test: split(test, 5),
      metadata: [:])
  }

  /// Writes numbers as numpy.save does, with this dtype and order.
  func writeLatents(
    _ numbers: [Float], shape: [Int], dtype: String = "<f4", order: String = "False",
    to name: String
  ) throws {
    let dimensions = shape.map(String.init).joined(separator: ", ")
    let text = "{'descr': '\(dtype)', 'fortran_order': \(order), 'shape': (\(dimensions)), }\n"
    let start = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0]
    try write(start + Array(text.utf8) + numbers.withUnsafeBytes { Array($0) }, to: name)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try TestSupport.bytes(at: folder.file(name))
  }

  func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    try TestSupport.write(bytes, to: folder.file(name))
  }

  /// Flips a bit in the middle of the generator of the archived epoch at `position`, from 0.
  func damageEpoch(at position: Int) throws {
    var archive = try bytes("runs/mnist/checkpoints.tar")
    let name = Array("/generator.safetensors".utf8)
    let headers = stride(from: 0, to: archive.count, by: 512).filter {
      archive[$0..<$0 + 100].prefix { $0 != 0 }.suffix(name.count) == name[...]
    }
    archive[headers[position] + 100_000] ^= 1
    try write(archive, to: "runs/mnist/checkpoints.tar")
  }

  /// The names in a folder, sorted, those of locks left out.
  func names(in folder: String) throws -> [String] {
    try self.folder.names(in: folder).filter { !$0.hasSuffix("lock") }
  }

  /// Which file a name stands for: it changes when the file is replaced.
  func fileNumber(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
    return attributes[.systemFileNumber] as? Int ?? 0
  }
}
