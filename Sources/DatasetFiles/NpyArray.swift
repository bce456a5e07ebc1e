/// Reads NumPy's .npy format, versions 1 to 3, for arrays of unsigned bytes.
///
/// The header is a Python literal; it is matched field by field and never evaluated. Limits are
/// NumPy's own: 10,000 bytes of header.
func parseNpy(_ bytes: [UInt8], path: String, name: String) throws -> ByteArray {
  func damaged(_ reason: String) -> DatasetError {
    .damaged(path: path, reason: "array '\(name)' \(reason)")
  }
  guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes.count >= 12 else {
    throw damaged("is not in .npy format")
  }
  let lengthCount = bytes[6] == 1 ? 2 : 4
  guard (1...3).contains(bytes[6]) else { throw damaged("has .npy version \(bytes[6])") }
  let length = bytes[8..<8 + lengthCount].reversed().reduce(0) { $0 << 8 | Int($1) }
  let start = 8 + lengthCount + length
  guard length <= 10_000, start <= bytes.count else {
    throw damaged("has a header of \(length) bytes")
  }
  guard
    let header = String(validating: bytes[8 + lengthCount..<start], as: UTF8.self),
    let fields = npyFields(header)
  else { throw damaged("has a malformed header") }
  guard !fields.fortran else {
    throw DatasetError.unsupportedArray(path: path, array: name, reason: "is in Fortran order")
  }
  guard fields.type == "|u1" || fields.type == "u1" || fields.type == "<u1" else {
    throw DatasetError.unsupportedArray(
      path: path, array: name, reason: "has dtype '\(fields.type)'")
  }
  var count = 1
  for dimension in fields.shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
    guard !overflow, product <= maximumArrayCount else {
      throw DatasetError.unsupportedArray(
        path: path, array: name, reason: "has the impossible shape \(fields.shape)")
    }
    count = product
  }
  guard bytes.count - start == count else {
    throw damaged("needs \(count) bytes, it has \(bytes.count - start)")
  }
  return ByteArray(shape: fields.shape, bytes: Array(bytes[start...]))
}

/// The three fields of `{'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), }`.
private func npyFields(_ header: String) -> (type: String, fortran: Bool, shape: [Int])? {
  let pattern =
    #/\s*\{\s*'descr':\s*'([^']*)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([0-9, ]*)\),?\s*\}\s*/#
  guard let match = header.wholeMatch(of: pattern) else { return nil }
  let words = match.3.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
  let shape = words.compactMap { Int($0) }
  guard shape.count == words.count, shape.count <= 8 else { return nil }
  return (String(match.1), match.2 == "True", shape)
}
