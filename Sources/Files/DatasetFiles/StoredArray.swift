/// An array in a file: its header is read, its elements are not yet.
struct StoredArray {
  let path: String
  /// Its name; of a file that holds just one, the kind of file.
  let name: String
  /// What errors call it.
  let title: String
  let shape: [Int]
  let type: NumberType
  /// Whether the first dimension is the one that varies fastest.
  var isFortran = false
  /// At the first element.
  let stream: any ByteStream

  private static let pieceCount = 1 << 14

  /// The number of elements.
  ///
  /// - Throws: `DatasetError.tooLarge` above `limit`.
  func count(limit: Int) throws -> Int {
    guard let count = elementCount(of: shape, limit: limit) else {
      let what = title.hasPrefix("array") ? title : "an array"
      throw DatasetError.tooLarge(path: path, what: "\(what) of shape \(shape)")
    }
    return count
  }

  /// Reads the elements, and makes sure that nothing follows.
  ///
  /// Nothing is allocated before the header fits what the file declares.
  ///
  /// - Parameters:
  ///   - limit: The most elements that there may be.
  ///   - allowsSteps: Whether floats may be steps of 1/255.
  /// - Returns: The elements as bytes, row-major.
  /// - Throws: `DatasetError`, `FileError`.
  func bytes(limit: Int, allowsSteps: Bool = false) throws -> ByteArray {
    let count = try count(limit: limit)
    let size = count * type.size
    if let found = stream.remaining, found != size {
      throw damaged("\(title) needs \(size) bytes, it has \(found)")
    }
    var decoder = ByteDecoder(type, allowsSteps: allowsSteps)
    var bytes = [UInt8](repeating: 0, count: count)
    // In Fortran order, a line has one element of each image.
    let lineCount = isFortran && count > 0 ? count / (shape.first ?? 1) : 1
    let lineLength = count / lineCount
    for line in 0..<lineCount {
      let offset = isFortran ? rowMajorOffset(ofLine: line) : 0
      for start in stride(from: 0, to: lineLength, by: Self.pieceCount) {
        let wasUndecided = decoder.scale == .undecided
        let piece = try next(min(Self.pieceCount, lineLength - start), with: &decoder)
        if wasUndecided, decoder.scale == .steps { scale(&bytes) }
        if lineCount == 1 {
          bytes.replaceSubrange(start..<start + piece.count, with: piece)
        } else {
          for (index, byte) in piece.enumerated() {
            bytes[(start + index) * lineCount + offset] = byte
          }
        }
      }
    }
    guard try stream.isAtEnd() else {
      throw damaged("\(title) needs \(size) bytes, more follow them")
    }
    if decoder.scale == .undecided { scale(&bytes) }
    return ByteArray(shape: shape, bytes: bytes, isScaled: decoder.scale != .whole)
  }

  /// The next `count` elements.
  private func next(_ count: Int, with decoder: inout ByteDecoder) throws -> [UInt8] {
    let raw = try stream.read(count * type.size)
    guard raw.count == count * type.size else {
      throw damaged("\(title) needs more bytes than there are")
    }
    do {
      return try decoder.bytes(of: raw)
    } catch {
      throw DatasetError.unsupportedArray(
        path: path, array: name,
        reason: error.isAmongSteps
          ? "holds \(error.value), which is no step of 1/255 as others are"
          : "holds \(error.value), which is no whole number from 0 to 255")
    }
  }

  /// Makes the ones that were read before the scale was known what they are.
  private func scale(_ bytes: inout [UInt8]) {
    for index in bytes.indices { bytes[index] *= 255 }
  }

  /// Where an image has the element of a line, when its last dimension varies fastest.
  private func rowMajorOffset(ofLine line: Int) -> Int {
    var (rest, offset, stride) = (line, 0, 1)
    for dimension in shape.dropFirst() { stride *= dimension }
    for dimension in shape.dropFirst() {
      stride /= dimension
      offset += rest % dimension * stride
      rest /= dimension
    }
    return offset
  }

  private func damaged(_ reason: String) -> DatasetError { .damaged(path: path, reason: reason) }
}
