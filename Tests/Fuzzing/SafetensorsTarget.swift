import DurableFiles
import Safetensors
import Tensors

extension FuzzTarget {
  /// What is accepted covers the file without a gap, and survives being written.
  static let safetensors = FuzzTarget(
    name: "safetensors",
    seeds: {
      let kernel = Tensor(shape: [2, 3], elements: [0, 1, -1, .nan, .infinity, -0.0])
      let tensors = [
        NamedTensor(name: "dense.kernel", tensor: kernel),
        NamedTensor(name: "empty", tensor: Tensor(shape: [0, 9], elements: [])),
        NamedTensor(name: "\u{e9}\"\\", tensor: Tensor(shape: [], elements: [3])),
      ]
      let mixed: [(name: String, type: ElementType, shape: [Int])] = ElementType.allCases.map {
        ($0.rawValue, $0, [1])
      }
      let size = ElementType.allCases.reduce(0) { $0 + $1.byteCount }
      return [
        safetensorsBytes(tensors, metadata: ["format_version": "1", "a": "\n\u{1}"]),
        safetensorsBytes([], metadata: [:]),
        safetensorsHeader(mixed, metadata: [:]) + [UInt8](repeating: 7, count: size),
      ]
    },
    parse: { bytes in
      let prefix = Array(bytes.prefix(SafetensorsHeader.prefixCount))
      let count = try SafetensorsHeader.count(
        prefix: prefix, fileSize: bytes.count, source: "input")
      let start = SafetensorsHeader.prefixCount + count
      let header = try SafetensorsHeader(
        parsing: bytes[SafetensorsHeader.prefixCount..<start], fileSize: bytes.count,
        source: "input")
      var end = start
      for entry in header.entries {
        expect(entry.byteRange.lowerBound == end)
        expect(entry.shape.reduce(entry.type.byteCount, *) == entry.byteRange.count)
        end = entry.byteRange.upperBound
      }
      expect(end == bytes.count)
      expect(Set(header.entries.map(\.name)).count == header.entries.count)

      let read = try readScratch(bytes)
      let written = safetensorsBytes(read.tensors, metadata: read.metadata)
      let again = try readScratch(written)
      expect(again.metadata == read.metadata)
      expect(safetensorsBytes(again.tensors, metadata: again.metadata) == written)
    },
    repair: { bytes in
      // The length that the header's last brace and the spaces behind it give.
      guard bytes.count > SafetensorsHeader.prefixCount,
        let brace = bytes.lastIndex(of: UInt8(ascii: "}"))
      else { return bytes }
      let end = bytes[(brace + 1)...].firstIndex { $0 != 0x20 } ?? bytes.count
      let count = end - SafetensorsHeader.prefixCount
      guard count > 0 else { return bytes }
      return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
        + bytes[SafetensorsHeader.prefixCount...]
    })
}

/// What is read of a file with these bytes.
private func readScratch(
  _ bytes: [UInt8]
) throws -> (tensors: [NamedTensor], metadata: [String: String]) {
  try replaceScratch(bytes)
  let file = try ReadableFile(path: scratchPath)
  let header = try SafetensorsHeader(of: file)
  return (try header.tensors(of: file, source: scratchPath), header.metadata)
}
