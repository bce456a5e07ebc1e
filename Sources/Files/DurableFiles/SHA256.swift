import CCrypto

/// A SHA-256 digest.
public struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let hex: String

  /// Reads 64 lower-case hexadecimal digits; nil when `hex` is anything else.
  public init?(hex: String) {
    let digits = [UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f")]
    guard hex.utf8.count == 64,
      hex.utf8.allSatisfy({ byte in digits.contains { $0.contains(byte) } })
    else { return nil }
    self.hex = hex
  }

  init(bytes: [UInt8]) {
    let digits = Array("0123456789abcdef")
    hex = String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  public var description: String { hex }
}

/// SHA-256 of bytes that come in pieces (FIPS 180-4), by the system's libcrypto.
public final class SHA256Hasher {
  private let context: OpaquePointer

  /// The hash of nothing yet.
  public init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto has no SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Appends `bytes`.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    precondition(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1)
  }

  /// Appends the UTF-8 of `text`.
  public func update(_ text: String) {
    Array(text.utf8).withUnsafeBytes { update($0) }
  }

  /// Appends a range of a file, read in pieces of 1 MiB.
  ///
  /// - Throws: `FileError`.
  public func update(_ range: Range<Int>, of file: ReadableFile) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    for offset in stride(from: range.lowerBound, to: range.upperBound, by: buffer.count) {
      let count = min(buffer.count, range.upperBound - offset)
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
      try file.read(into: piece, at: offset)
      update(UnsafeRawBufferPointer(piece))
    }
  }

  /// The digest of all bytes; the hasher is used up.
  public func finish() -> SHA256Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    precondition(EVP_DigestFinal_ex(context, &bytes, nil) == 1)
    return SHA256Digest(bytes: bytes)
  }
}

/// The digest of `bytes`.
public func sha256(_ bytes: [UInt8]) -> SHA256Digest {
  let hasher = SHA256Hasher()
  bytes.withUnsafeBytes { hasher.update($0) }
  return hasher.finish()
}

/// The digest of a range of a file, all of it unless told otherwise, read in pieces of 1 MiB.
///
/// - Throws: `FileError`.
public func sha256(of file: ReadableFile, range: Range<Int>? = nil) throws -> SHA256Digest {
  let hasher = SHA256Hasher()
  try hasher.update(range ?? 0..<file.size, of: file)
  return hasher.finish()
}
