/// What a .npy file has in front of the elements, of version 1.0.
///
/// Blanks make it a multiple of 64 bytes, as NumPy's do. Source: NEP 1.
///
/// - Parameters:
///   - type: NumPy's name of it.
///   - shape: The dimensions of an array whose last index varies fastest.
/// - Returns: What stands before the elements.
func npyHeader(type: String, shape: [Int]) -> [UInt8] {
  let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
  let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(dimensions)), }"
  let unpadded = NpyHeader.magic.count + 4 + text.utf8.count + 1
  let length = (unpadded + 63) / 64 * 64 - NpyHeader.magic.count - 4
  return NpyHeader.magic + [1, 0] + littleEndian(length, 2) + Array(text.utf8)
    + [UInt8](repeating: 0x20, count: length - text.utf8.count - 1) + [0x0A]
}

/// Whether a name can be an array's: NumPy takes any, but as an attribute only an identifier.
func isIdentifier(_ name: String) -> Bool {
  name.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]*/#) != nil
}
