import DurableFiles

/// SHA-256 of a header with the digits of its own digest as zeros.
///
/// - Parameters:
///   - header: The length and the JSON, as in the file.
///   - recorded: The digest as the header has it.
/// - Returns: Nil when it is not in the header in plain digits.
func headerDigest(_ header: [UInt8], recorded: SHA256Digest) -> SHA256Digest? {
  guard let place = header.firstRange(of: Array(recorded.hex.utf8)) else { return nil }
  var header = header
  header.replaceSubrange(place, with: repeatElement(UInt8(ascii: "0"), count: place.count))
  return sha256(header)
}

/// What identifies the data of a store, whoever wrote it and in which format.
///
/// Of a store with all four parts it is the digest of their bytes, as runs have recorded it since
/// format 1. Where parts are missing the bytes do not say what they are, so their names and counts
/// go in front.
///
/// - Parameters:
///   - counts: The images or labels of each part that is there, in the order of `StorePart`.
///   - payload: SHA-256 of the parts' bytes.
/// - Returns: The digest.
func contentDigest(
  _ counts: [(part: StorePart, count: Int)], payload: SHA256Digest
) -> SHA256Digest {
  if counts.count == StorePart.allCases.count { return payload }
  let lines = counts.map { "\($0.part.rawValue) \($0.count)\n" }
  return sha256(Array((lines.joined() + payload.hex).utf8))
}
