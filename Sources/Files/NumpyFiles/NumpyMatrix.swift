import DurableFiles

/// A matrix of finite numbers from a .npy file.
public struct NumpyMatrix: Equatable, Sendable {
  /// The file's.
  public let path: String
  public let rows, columns: Int
  /// `[rows, columns]`; those that the file has as float64 are rounded.
  public let elements: [Float]
  /// Of the file's bytes.
  public let fileDigest: SHA256Digest

  /// Longest part in front of the elements: magic, version, length and dictionary.
  private static let headerLimit = 12 + NpyHeader.maximumCount

  /// Reads a file of NumPy's format, versions 1 to 3.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The most elements that are read.
  /// - Throws: `NumpyError.damaged` for what is no such file or has another length than its header
  ///   says; `.unsuitable` for another dtype than little-endian float32 and float64, Fortran order,
  ///   another number of dimensions than two, none or more than `limit` elements, and numbers that are
  ///   infinite or none at all; `FileError`.
  public init(path: String, limit: Int) throws {
    let file = try ReadableFile(path: path)
    func damaged(_ reason: String) -> NumpyError { .damaged(path: path, reason: reason) }
    let start = try file.bytes(0..<min(file.size, Self.headerLimit))
    guard start.starts(with: NpyHeader.magic), start.count >= 12 else {
      throw damaged("it does not begin as one")
    }
    guard (1...3).contains(start[6]), start[7] == 0 else {
      throw damaged("its version is \(start[6]).\(start[7])")
    }
    // Version 1 has a length of two bytes, the later ones of four.
    let front = start[6] == 1 ? 10 : 12
    let length = start[8..<front].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= NpyHeader.maximumCount, front + length <= start.count else {
      throw damaged("it has \(start.count - front) bytes of a header of \(length)")
    }
    let header: NpyHeader
    do {
      header = try NpyHeader(parsing: Array(start[front..<front + length]))
    } catch .structured {
      throw Self.unsuitable(path, "has a structured dtype", "astype('float32')")
    } catch .malformed {
      throw damaged("its header is malformed")
    }
    let (rows, columns, isDouble) = try Self.form(of: header, path: path, limit: limit)
    let size = rows * columns * (isDouble ? 8 : 4)
    let found = file.size - front - length
    guard found == size else {
      throw damaged("its elements need \(size) bytes, it has \(found)")
    }
    let bytes = try file.bytes(front + length..<file.size)
    elements = bytes.withUnsafeBytes { bytes in
      (0..<rows * columns).map { index in
        isDouble
          ? Float(Double(bitPattern: Self.number(bytes, index, UInt64.self)))
          : Float(bitPattern: Self.number(bytes, index, UInt32.self))
      }
    }
    if let place = elements.firstIndex(where: { !$0.isFinite }) {
      let (row, column) = place.quotientAndRemainder(dividingBy: columns)
      throw NumpyError.unsuitable(
        path: path, reason: "has \(elements[place]) at [\(row), \(column)]",
        remedy: "give finite numbers only")
    }
    (self.path, self.rows, self.columns) = (path, rows, columns)
    fileDigest = try sha256(of: file)
  }

  private static func number<Number: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _: Number.Type
  ) -> Number {
    let offset = index * MemoryLayout<Number>.size
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  /// What the elements are, if it is what can be read.
  private static func form(
    of header: NpyHeader, path: String, limit: Int
  ) throws(NumpyError) -> (rows: Int, columns: Int, isDouble: Bool) {
    guard ["<f4", "<f8"].contains(header.type) else {
      throw unsuitable(path, "has dtype '\(header.type.prefix(40))'", "astype('float32')")
    }
    guard header.shape.count == 2 else {
      let shape = header.shape.map(String.init).joined(separator: ", ")
      throw unsuitable(path, "has shape [\(shape)], not two dimensions", "reshape(count, -1)")
    }
    guard !header.isFortran else {
      throw unsuitable(path, "is in Fortran order", "copy(order='C')")
    }
    let (rows, columns) = (header.shape[0], header.shape[1])
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, count > 0, count <= limit else {
      throw .unsuitable(
        path: path, reason: "has shape [\(rows), \(columns)]",
        remedy: "1 to \(limit) numbers are read")
    }
    return (rows, columns, header.type == "<f8")
  }

  /// What another call of NumPy's would have made right.
  private static func unsuitable(_ path: String, _ reason: String, _ call: String) -> NumpyError {
    .unsuitable(path: path, reason: reason, remedy: "save it as array.\(call)")
  }
}
