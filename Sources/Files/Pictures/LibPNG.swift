import CPNGShim

/// The largest width and height of a picture in a file, in pixels.
public let largestPictureSide = LibPNG.largestSide

/// The shim's calls as Swift functions.
enum LibPNG {
  /// The largest width and height, written or read.
  static let largestSide = png_shim_largest_side

  /// A PNG with nothing but its pixels.
  ///
  /// - Throws: `PictureError.tooLarge` or `.cannotEncode`.
  static func encode(_ picture: Picture) throws -> [UInt8] {
    try encode(picture.pixels, picture.width, picture.height, by: png_shim_encode_gray)
  }

  /// The same in colours.
  ///
  /// - Throws: `PictureError.tooLarge` or `.cannotEncode`.
  static func encode(_ picture: ColourPicture) throws -> [UInt8] {
    try encode(picture.pixels, picture.width, picture.height, by: png_shim_encode_colour)
  }

  private static func encode(
    _ pixels: [UInt8], _ width: Int, _ height: Int,
    by encoder: (UnsafePointer<UInt8>?, UInt32, UInt32, UnsafeMutablePointer<PNGShimResult>?) ->
      Bool
  ) throws -> [UInt8] {
    guard width <= largestSide, height <= largestSide else {
      throw PictureError.tooLarge(width: width, height: height, limit: largestSide)
    }
    var result = PNGShimResult()
    defer { png_shim_release(&result) }
    guard encoder(pixels, UInt32(width), UInt32(height), &result) else {
      throw PictureError.cannotEncode(reason: result.reason)
    }
    return result.contents
  }

  /// The signature, then the chunks with their lengths and CRCs.
  ///
  /// - Throws: `PictureError.cannotEncode`.
  static func write(_ chunks: [PNGChunk]) throws -> [UInt8] {
    let headers = chunks.map { chunk in
      let type = Array(chunk.type.utf8)
      return PNGShimChunk(
        type: (type[0], type[1], type[2], type[3]), count: UInt32(chunk.data.count))
    }
    let data = chunks.flatMap(\.data)
    var result = PNGShimResult()
    defer { png_shim_release(&result) }
    guard png_shim_write_chunks(headers, headers.count, data, &result) else {
      throw PictureError.cannotEncode(reason: result.reason)
    }
    return result.contents
  }

  /// The pixels of a PNG of 8-bit grey, or of one that is grey in any way.
  ///
  /// - Throws: `PictureError.unreadable`.
  static func decode(_ bytes: [UInt8], anyGrey: Bool = false) throws -> Picture {
    var result = PNGShimResult()
    defer { png_shim_release(&result) }
    let read = anyGrey ? png_shim_decode_any_gray : png_shim_decode_gray
    guard read(bytes, bytes.count, &result) else {
      throw PictureError.unreadable(reason: result.reason)
    }
    return Picture(
      width: Int(result.width), height: Int(result.height), pixels: result.contents)
  }
}

extension PNGShimResult {
  fileprivate var contents: [UInt8] {
    Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  fileprivate var reason: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
