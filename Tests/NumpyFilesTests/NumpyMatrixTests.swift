import DurableFiles
import Failures
import TestSupport
import Testing

@testable import NumpyFiles

@Suite struct NumpyMatrixTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A file of NumPy's, with this dictionary and these bytes behind it.
  private func file(
    descr: String = "<f4", order: String = "False", shape: String = "(2, 3)", _ elements: [UInt8],
    version: UInt8 = 1
  ) throws -> String {
    let text = Array("{'descr': '\(descr)', 'fortran_order': \(order), 'shape': \(shape), }\n".utf8)
    let length = version == 1 ? littleEndian(text.count, 2) : littleEndian(text.count, 4)
    let path = folder.file("a.npy")
    try TestSupport.write(NpyHeader.magic + [version, 0] + length + text + elements, to: path)
    return path
  }

  private func bytes(_ numbers: [Float]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }
  private func bytes(_ numbers: [Double]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }

  private func expect(_ path: String, fails problem: String) {
    let error = #expect(throws: NumpyError.self) { try NumpyMatrix(path: path, limit: 1000) }
    #expect(error?.kind == .badData)
    #expect(error?.description == "'\(path)' \(problem)")
  }

  private let numbers: [Float] = [0.5, -1.25, 0, 3, Float.leastNonzeroMagnitude, -0.0]

  @Test func bothFloatsOfAllVersionsAreRead() throws {
    for version in [1, 2, 3] as [UInt8] {
      let matrix = try NumpyMatrix(path: file(bytes(numbers), version: version), limit: 6)
      #expect(matrix.rows == 2 && matrix.columns == 3 && matrix.elements == numbers)
      #expect(try matrix.fileDigest == sha256(TestSupport.bytes(at: folder.file("a.npy"))))
    }
    let doubles = try NumpyMatrix(
      path: file(descr: "<f8", shape: "(6, 1)", bytes(numbers.map(Double.init))), limit: 6)
    #expect(doubles.rows == 6 && doubles.columns == 1 && doubles.elements == numbers)
    let rounded = try NumpyMatrix(path: file(descr: "<f8", shape: "(1, 1)", bytes([0.1])), limit: 6)
    #expect(rounded.elements == [0.1 as Float])
  }

  @Test func whatIsNoMatrixOfFloatsIsRefused() throws {
    for descr in ["<i8", "|u1", ">f4", "<f2", "<c8"] {
      expect(
        try file(descr: descr, bytes(numbers)),
        fails: "has dtype '\(descr)'; save it as array.astype('float32')")
    }
    expect(
      try file(order: "True", bytes(numbers)),
      fails: "is in Fortran order; save it as array.copy(order='C')")
    for (shape, shown) in [("(6,)", "6"), ("()", ""), ("(1, 2, 3)", "1, 2, 3")] {
      expect(
        try file(shape: shape, bytes(numbers)),
        fails: "has shape [\(shown)], not two dimensions; save it as array.reshape(count, -1)")
    }
    for (shape, shown) in [
      ("(0, 3)", "0, 3"), ("(2, 0)", "2, 0"), ("(1001, 1)", "1001, 1"),
      ("(99999999999999999999, 99)", "\(Int.max), 99"),
    ] {
      expect(
        try file(shape: shape, bytes(numbers)),
        fails: "has shape [\(shown)]; 1 to 1000 numbers are read")
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func numbersThatAreNotFiniteAreNamed(value: Float) throws {
    expect(
      try file(bytes([0, 1, 2, 3, value, 5])),
      fails: "has \(value) at [1, 1]; give finite numbers only")
    expect(
      try file(descr: "<f8", shape: "(1, 1)", bytes([1e300])),
      fails: "has inf at [0, 0]; give finite numbers only")
  }

  @Test func everyPrefixAndEveryByteMoreIsRefused() throws {
    let whole = try TestSupport.bytes(at: file(bytes(numbers)))
    for count in 0..<whole.count {
      try TestSupport.write(whole.prefix(count), to: folder.file("a.npy"))
      #expect(throws: NumpyError.self, "\(count) bytes") {
        try NumpyMatrix(path: folder.file("a.npy"), limit: 6)
      }
    }
    try TestSupport.write(whole + [0], to: folder.file("a.npy"))
    expect(
      folder.file("a.npy"),
      fails: "is no .npy file that can be read: its elements need 24 bytes, it has 25; save it "
        + "again with numpy.save")
    #expect(throws: FileError.missing(path: folder.file("b.npy"))) {
      try NumpyMatrix(path: folder.file("b.npy"), limit: 6)
    }
  }
}
