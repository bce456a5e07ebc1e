import DurableFiles
import JSONLines
import Networks
import NeuralNetwork
import Safetensors
import TensorStore
import Tensors

/// The version of the format that is written.
let judgeFormatVersion = 1

private let factsKey = "judge"
private let digestKey = "sha256"
private let confusionName = "confusion"
/// Several times what a judge of 256 classes takes, in bytes.
private let maximumCount = 16 << 20

/// Where the judge of a store lies: beside it.
public func judgePath(besideStore path: String) -> String {
  siblingPath(of: path, named: "judge.safetensors")
}

extension FileKind {
  /// What a judge replaces: a judge, whole or damaged, told by the names in its header.
  public static let judge = FileKind("a judge") { beginning in
    beginning.prefix(8).contains(0)
      && ["\"features.kernel\"", "\"confusion\""].contains { name in
        !beginning.ranges(of: name.utf8).isEmpty
      }
  }
}

extension TrainedJudge {
  /// Writes the judge, or leaves the old one; FORMAT.md describes the file.
  ///
  /// - Throws: `FileError`.
  public func write(to path: String) throws {
    let text = try jsonLine(facts)
    let bytes = safetensorsBytes(
      storedTensors, metadata: [factsKey: text, digestKey: try digest.hex])
    try replaceFile(at: path) { try $0.write(bytes) }
  }

  /// The digest that the file holds.
  ///
  /// - Throws: What the encoder throws for a number that is not finite.
  public var digest: SHA256Digest {
    get throws { Judging.digest(try jsonLine(facts), storedTensors) }
  }

  private var storedTensors: [NamedTensor] {
    let counts = Tensor(
      shape: [facts.classes, facts.classes], elements: confusion.flatMap { $0 }.map { Float($0) })
    return tensors + [NamedTensor(name: confusionName, tensor: counts)]
  }

  /// Reads a judge of the data `store`.
  ///
  /// The digest comes first: what it holds for is not damaged, and foreign if it is not understood.
  ///
  /// - Throws: `JudgeError.damaged`, `.foreign`, `.otherData`; `SafetensorsError`, `FileError`.
  public init(path: String, of store: StoreReader) throws {
    let file = try ReadableFile(path: path)
    guard file.size <= maximumCount else {
      throw FileError.tooLarge(path: path, size: file.size, limit: maximumCount)
    }
    let header = try SafetensorsHeader(of: file)
    guard let text = header.metadata[factsKey], let recorded = header.metadata[digestKey] else {
      throw JudgeError.damaged(path: path, reason: "it does not say what made it")
    }
    let all = try header.tensors(of: file, source: path)
    guard Judging.digest(text, all).hex == recorded else {
      throw JudgeError.damaged(path: path, reason: "its checksum differs")
    }
    guard let facts = decodeJSONLine(Array(text.utf8), as: Facts.self),
      facts.formatVersion == judgeFormatVersion
    else {
      let origin = decodeJSONLine(Array(text.utf8), as: Provenance.self)
      throw JudgeError.foreign(path: path, toolVersion: origin?.toolVersion)
    }
    let expected = store.contentDigest.hex
    guard facts.dataSha256 == expected else {
      throw JudgeError.otherData(path: path, found: facts.dataSha256, expected: expected)
    }
    guard (2...256).contains(facts.classes),
      let counts = all.first(where: { $0.name == confusionName })?.tensor,
      counts.shape == [facts.classes, facts.classes],
      counts.elements.allSatisfy({ $0 >= 0 && $0 <= 0x1p24 })
    else { throw JudgeError.damaged(path: path, reason: "its confusion counts are none") }
    self.facts = facts
    confusion = (0..<facts.classes).map { row in
      counts.elements[row * facts.classes..<(row + 1) * facts.classes].map { Int($0) }
    }
    tensors = all.filter { $0.name != confusionName }
  }

  /// The judge at work.
  ///
  /// - Throws: `ModelFileError` when the tensors are not those of a judge, or not finite.
  public func model(on engine: Engine) throws -> JudgeModel {
    try JudgeModel(classes: facts.classes, tensors: tensors, engine: engine)
  }
}

/// SHA-256 of the text and all tensors: name, shape and bytes of each.
private func digest(_ text: String, _ tensors: [NamedTensor]) -> SHA256Digest {
  let hasher = SHA256Hasher()
  hasher.update(text)
  for named in tensors { hasher.update(named) }
  return hasher.finish()
}
