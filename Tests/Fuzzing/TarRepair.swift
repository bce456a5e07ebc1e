import DurableFiles

@testable import CheckpointArchive

/// An archive with the checksums and digests that its members must have, as far as their sizes
/// lead from one header to the next.
func repairedArchive(_ bytes: [UInt8]) -> [UInt8] {
  let block = EpochImage.blockSize
  var archive = bytes
  var digests: [String: String] = [:]
  var offset = 0
  while offset + block <= archive.count {
    guard archive[offset + 257..<offset + 262].elementsEqual("ustar".utf8) else {
      offset += block
      continue
    }
    repairChecksum(of: &archive[offset..<offset + block])
    let name = String(decoding: archive[offset..<offset + 100].prefix { $0 != 0 }, as: UTF8.self)
    let digits = String(decoding: archive[offset + 124..<offset + 135], as: UTF8.self)
    let size = max(0, Int(digits, radix: 8) ?? 0)
    let start = offset + block
    let end = start + min(size, archive.count - start)
    if name.hasSuffix(EpochImage.infoName) {
      var text = Array(archive[start..<end])
      for (member, digest) in digests { repairDigest(of: member, to: digest, in: &text) }
      archive.replaceSubrange(start..<end, with: repairedCheckpoint(text))
      digests = [:]
    } else if let member = name.split(separator: "/").last.map(String.init),
      EpochImage.isNetworkFile(member)
    {
      digests[member] = sha256(Array(archive[start..<end])).hex
    }
    offset = start + (end - start + block - 1) / block * block
  }
  return archive
}

/// The sum of a header's bytes, its own field taken as spaces.
private func repairChecksum(of header: inout ArraySlice<UInt8>) {
  let field = header.startIndex + 148..<header.startIndex + 156
  header.replaceSubrange(field, with: [UInt8](repeating: 0x20, count: 8))
  let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
  let digits = String(repeating: "0", count: 6 - sum.utf8.count) + sum
  header.replaceSubrange(field, with: Array(digits.utf8) + [0, 0x20])
}

private func repairDigest(of member: String, to digest: String, in text: inout [UInt8]) {
  let key = Array("\"\(member)\":\"".utf8)
  guard let start = text.firstRange(of: key)?.upperBound, start + 64 <= text.count else { return }
  text.replaceSubrange(start..<start + 64, with: digest.utf8)
}
