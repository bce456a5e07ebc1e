import DurableFiles

/// The archive with the text of an epoch's `checkpoint.json` changed and its digest made right, as
/// another version would have written it.
///
/// - Parameters:
///   - archive: A whole archive.
///   - name: Such as `e002`; the archive must hold it.
///   - change: Gets the text without its digest, which is 64 zeros there.
/// - Returns: An archive that is whole but for what the text says.
public func archive(
  _ archive: [UInt8], rewriting name: String, _ change: (String) -> String
) -> [UInt8] {
  let block = 512
  var offset = 0
  while offset + block <= archive.count, archive[offset] != 0 {
    let header = Array(archive[offset..<offset + block])
    let size = Int(String(decoding: header[124..<135], as: UTF8.self), radix: 8) ?? 0
    let start = offset + block
    let next = start + (size + block - 1) / block * block
    if String(decoding: header.prefix { $0 != 0 }, as: UTF8.self) == "\(name)/checkpoint.json" {
      let text = String(decoding: archive[start..<start + size], as: UTF8.self)
      let changed = Array(checkpointText(text, change).utf8)
      let padding = [UInt8](repeating: 0, count: (block - changed.count % block) % block)
      return archive[..<offset] + sized(header, changed.count) + changed + padding
        + archive[next...]
    }
    offset = next
  }
  preconditionFailure("the archive has no \(name)")
}

/// The text of a `checkpoint.json` changed, and its digest made right.
public func checkpointText(_ text: String, _ change: (String) -> String) -> String {
  let key = "\"checkpoint_sha256\":\""
  let zeros = String(repeating: "0", count: 64)
  func replacingDigest(_ text: String, _ digest: String) -> String {
    guard let start = text.firstRange(of: key)?.upperBound else { return text }
    return String(text[..<start]) + digest + text[text.index(start, offsetBy: 64)...]
  }
  let blank = change(replacingDigest(text, zeros))
  return replacingDigest(blank, sha256(Array(blank.utf8)).hex)
}

/// The header of a file with another size.
private func sized(_ header: [UInt8], _ size: Int) -> [UInt8] {
  func octal(_ value: Int, digits: Int) -> [UInt8] {
    let text = String(value, radix: 8)
    return Array((String(repeating: "0", count: digits - text.count) + text).utf8)
  }
  var header = header
  header.replaceSubrange(124..<135, with: octal(size, digits: 11))
  header.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
  header.replaceSubrange(148..<155, with: octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + [0])
  return header
}
