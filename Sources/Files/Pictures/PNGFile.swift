/// A picture as a PNG of 8-bit grey; FORMAT.md lists its chunks.
///
/// Equal pictures and texts give equal bytes with the same libpng and zlib: compression is fixed,
/// and no time is stored.
///
/// - Parameters:
///   - picture: At most 16384 pixels wide and high.
///   - text: What to say about the picture, in this order. Keywords are those of PNG: 1 to 79
///     Latin-1 characters.
/// - Returns: The file.
/// - Throws: `PictureError.tooLarge`, `.unusableText` or `.cannotEncode`.
public func pngBytes(
  _ picture: Picture, text: [(keyword: String, text: String)] = []
) throws -> [UInt8] {
  try pngBytes(CompressedPicture(picture), text: text)
}

/// The same in colours, as a PNG of 8-bit red, green and blue.
///
/// - Returns: The file.
/// - Throws: As above.
public func pngBytes(
  _ picture: ColourPicture, text: [(keyword: String, text: String)] = []
) throws -> [UInt8] {
  try pngBytes(CompressedPicture(picture), text: text)
}

/// The same of a picture that is compressed already.
///
/// - Throws: `PictureError.unusableText` or `.cannotEncode`.
public func pngBytes(
  _ picture: CompressedPicture, text: [(keyword: String, text: String)] = []
) throws -> [UInt8] {
  let texts = try text.map { try textChunk(keyword: $0.keyword, text: $0.text) }
  return try LibPNG.write(
    [picture.header] + texts
      + [PNGChunk(type: "IDAT", data: picture.data), PNGChunk(type: "IEND")])
}

/// The pixels of a PNG of 8-bit grey without interlacing; of an animated one, its first frame.
///
/// - Throws: `PictureError.unreadable` for every other file, a damaged one, one of more than 16384
///   pixels in a direction, and one followed by more bytes.
public func decodedPNG(_ bytes: [UInt8]) throws -> Picture {
  try LibPNG.decode(bytes)
}

/// The pixels of a PNG by any program that has only greys: of up to 8 bits, also in equal colours, in
/// a palette, or with an alpha channel that hides nothing.
///
/// - Throws: `PictureError.unreadable` for every other file, a damaged one, one of more than 16384
///   pixels in a direction, an interlaced one, and one followed by more bytes.
public func greyPicture(ofPNG bytes: [UInt8]) throws -> Picture {
  try LibPNG.decode(bytes, anyGrey: true)
}

/// What libpng makes of a picture, for a PNG or a frame of an animated one.
public struct CompressedPicture: Sendable {
  let width, height: Int
  let header: PNGChunk
  /// A zlib stream.
  let data: [UInt8]

  /// Compresses a picture.
  ///
  /// - Throws: `PictureError.tooLarge` or `.cannotEncode`.
  public init(_ picture: Picture) throws {
    self.init(try LibPNG.encode(picture), picture.width, picture.height)
  }

  /// Compresses a picture in colours.
  ///
  /// - Throws: `PictureError.tooLarge` or `.cannotEncode`.
  init(_ picture: ColourPicture) throws {
    self.init(try LibPNG.encode(picture), picture.width, picture.height)
  }

  /// Of what libpng wrote.
  private init(_ file: [UInt8], _ width: Int, _ height: Int) {
    guard let chunks = pngChunks(of: file) else { preconditionFailure("libpng wrote no PNG") }
    (self.width, self.height) = (width, height)
    header = chunks[0]
    data = chunks.filter { $0.type == "IDAT" }.flatMap(\.data)
  }

  /// A PNG of it, with texts.
  fileprivate func file(text: [(keyword: String, text: String)]) throws -> [UInt8] {
    let texts = try text.map { try textChunk(keyword: $0.keyword, text: $0.text) }
    return try LibPNG.write(
      [header] + texts + [PNGChunk(type: "IDAT", data: data), PNGChunk(type: "IEND")])
  }
}
