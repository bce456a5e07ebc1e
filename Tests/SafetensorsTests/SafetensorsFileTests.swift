import Tensors
import Testing

@testable import Safetensors

@Suite struct SafetensorsFileTests {
  private static let tensors = [
    NamedTensor(name: "b", tensor: Tensor(shape: [2, 3], elements: [1, -2, 0.5, 0, 1e-30, 3e38])),
    NamedTensor(name: "a", tensor: Tensor(shape: [], elements: [7])),
    NamedTensor(name: "none", tensor: Tensor(shape: [4, 0], elements: [])),
  ]

  @Test func readsBackWhatItWrites() throws {
    let metadata = ["a": "1", "\u{0}\"\\/\n\u{1F}": "\u{3B2}\u{1F600} \t", "": ""]
    let bytes = safetensorsBytes(Self.tensors, metadata: metadata)
    let read = try readSafetensors(bytes, source: "x")
    #expect(read.tensors.map(\.name) == ["b", "a", "none"])
    #expect(read.tensors[0] == Self.tensors[0])
    #expect(read.tensors[1] == Self.tensors[1])
    #expect(read.tensors[2] == Self.tensors[2])
    #expect(read.metadata == metadata)
  }

  @Test func notANumberKeepsItsBits() throws {
    let tensor = Tensor(shape: [2], elements: [Float(bitPattern: 0x7FC0_1234), -.infinity])
    let bytes = safetensorsBytes([NamedTensor(name: "x", tensor: tensor)], metadata: [:])
    let read = try readSafetensors(bytes, source: "x").tensors[0].tensor
    #expect(read.elements.map(\.bitPattern) == tensor.elements.map(\.bitPattern))
  }

  @Test func bytesAreThoseOfTheFormat() {
    let bytes = safetensorsBytes(
      [NamedTensor(name: "x", tensor: Tensor(shape: [1, 2], elements: [1, -2]))],
      metadata: ["z": "1", "k": "\"2\""])
    let json =
      #"{"__metadata__":{"k":"\"2\"","z":"1"},"x":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}"#
    let padding = String(repeating: " ", count: 120 - json.utf8.count)
    #expect(bytes == file(json + padding) + [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
  }

  @Test func dataStartsAtMultiplesOf64() {
    for count in 0..<130 {
      let name = String(repeating: "n", count: count)
      let header = safetensorsHeader([(name, .u8, [3])], metadata: [:])
      #expect(header.count % 64 == 0)
      #expect(header.count < 8 + 53 + count + 64)
    }
  }

  @Test func everyPrefixIsRefused() throws {
    let bytes = safetensorsBytes(Self.tensors, metadata: ["a": "1"])
    for count in 0..<bytes.count {
      let error = #expect(throws: SafetensorsError.self, "\(count) bytes") {
        try readSafetensors(Array(bytes.prefix(count)), source: "x")
      }
      guard case .truncated(_, let expected, let found) = error else {
        Issue.record("\(count) bytes: \(String(describing: error))")
        continue
      }
      #expect(found == count && expected > count)
    }
    #expect(throws: SafetensorsError.self) { try readSafetensors(bytes + [0], source: "x") }
  }

  @Test func flippedBitsNeverTrapAndOnlyChangeWhatTheyHit() throws {
    let bytes = safetensorsBytes(Self.tensors, metadata: ["a": "1"])
    for bit in 0..<8 * bytes.count {
      var changed = bytes
      changed[bit / 8] ^= 1 << (bit % 8)
      guard let read = try? readSafetensors(changed, source: "x") else { continue }
      let total = read.tensors.reduce(0) { $0 + $1.tensor.elements.count }
      #expect(total == 7, "bit \(bit)")
    }
  }

  @Test func otherElementTypesAreNotReadAsFloats() {
    let bytes = file(#"{"x":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}"#, dataCount: 4)
    #expect(
      throws: SafetensorsError.invalid(source: "s", tensor: "x", reason: "is I32, not F32")
    ) { try readSafetensors(bytes, source: "s") }
  }
}
