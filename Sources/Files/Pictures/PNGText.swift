import DurableFiles

extension FileKind {
  /// What pictures replace.
  public static let png = FileKind("a PNG") { $0.starts(with: pngSignature) }
}

/// The texts of a PNG or an animated PNG by keyword, without decoding the pixels.
///
/// Texts are read from `tEXt` and uncompressed `iTXt` chunks; of texts with one keyword the first
/// counts.
///
/// - Returns: Nil when the bytes are not a PNG whole from the first to the last byte: every length
///   and every CRC is checked.
/// - Complexity: O(`bytes.count`).
public func readPNGText(_ bytes: [UInt8]) -> [String: String]? {
  var reader = PNGChunkReader(count: bytes.count) { range throws(Never) in bytes[range] }
  return reader.chunks(limit: mostTextBytes, isWanted: isText).flatMap(texts)
}

/// The same of a file, of which at most 1 MiB and the texts are in memory at a time.
///
/// - Returns: As above; nil for more than 16 MiB of texts, too.
/// - Throws: `FileError` when it cannot be read.
public func readPNGText(of file: ReadableFile) throws -> [String: String]? {
  var reader = PNGChunkReader(count: file.size) { try file.bytes($0)[...] }
  return try reader.chunks(limit: mostTextBytes, isWanted: isText).flatMap(texts)
}

/// Far more than the names and digests of all frames of an animation.
private let mostTextBytes = 16 << 20

private func isText(_ type: String) -> Bool { type == "tEXt" || type == "iTXt" }

private func texts(in chunks: [PNGChunk]) -> [String: String]? {
  var texts: [String: String] = [:]
  for chunk in chunks {
    switch chunk.type {
    case "tEXt":
      guard let (keyword, text) = splitAtZero(chunk.data) else { return nil }
      if texts[latin1(keyword)] == nil { texts[latin1(keyword)] = latin1(text) }
    case "iTXt":
      guard let (keyword, rest) = splitAtZero(chunk.data), rest.count >= 2 else { return nil }
      guard let (_, afterLanguage) = splitAtZero(rest.dropFirst(2)),
        let (_, text) = splitAtZero(afterLanguage)
      else { return nil }
      // A compressed text is not ours.
      guard rest.first == 0 else { continue }
      guard let text = String(validating: text, as: UTF8.self) else { return nil }
      if texts[latin1(keyword)] == nil { texts[latin1(keyword)] = text }
    default: break
    }
  }
  return texts
}

/// A text as a chunk: `tEXt` when it is ASCII, else `iTXt`.
///
/// - Throws: `PictureError.unusableText`.
func textChunk(keyword: String, text: String) throws -> PNGChunk {
  guard let key = keywordBytes(keyword), !text.utf8.contains(0) else {
    throw PictureError.unusableText(keyword: keyword)
  }
  if text.utf8.allSatisfy({ $0 < 128 }) {
    return PNGChunk(type: "tEXt", data: key + [0] + text.utf8)
  }
  // After the keyword: not compressed, method 0, no language, no translated keyword.
  return PNGChunk(type: "iTXt", data: key + [0, 0, 0, 0, 0] + text.utf8)
}

/// The Latin-1 bytes of a keyword that PNG allows, else nil.
private func keywordBytes(_ keyword: String) -> [UInt8]? {
  var bytes: [UInt8] = []
  for scalar in keyword.unicodeScalars {
    guard (32...126).contains(scalar.value) || (161...255).contains(scalar.value) else {
      return nil
    }
    if scalar == " " && (bytes.isEmpty || bytes.last == UInt8(ascii: " ")) { return nil }
    bytes.append(UInt8(scalar.value))
  }
  return (1...79).contains(bytes.count) && bytes.last != UInt8(ascii: " ") ? bytes : nil
}

private func splitAtZero(
  _ bytes: ArraySlice<UInt8>
) -> (before: ArraySlice<UInt8>, after: ArraySlice<UInt8>)? {
  guard let zero = bytes.firstIndex(of: 0) else { return nil }
  return (bytes[..<zero], bytes[(zero + 1)...])
}

private func latin1(_ bytes: ArraySlice<UInt8>) -> String {
  var text = ""
  for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
  return text
}
