import TestSupport
import Testing

@testable import DatasetFiles

@Suite struct ByteDecoderTests {
  /// The bytes of an array in an .npy, and whether it had steps of 1/255.
  private func decode(
    _ raw: [UInt8], _ type: String, _ shape: [Int], isFortran: Bool = false,
    allowsSteps: Bool = true
  ) throws -> ByteArray {
    let tuple = shape.map { "\($0), " }.joined()
    let order = isFortran ? "True" : "False"
    let file = npy(
      header: "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (\(tuple))}", raw)
    let stream = PlainStream(FileContents(file, path: "x"))
    return try npyArray(in: stream, name: "a", path: "x")
      .bytes(limit: 1 << 20, allowsSteps: allowsSteps)
  }

  private func raw(floats: [Float]) -> [UInt8] {
    floats.flatMap { little(Int($0.bitPattern), 4) }
  }

  private func expectRefused(
    _ value: String, _ floats: [Float], allowsSteps: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: DatasetError.self, sourceLocation: sourceLocation) {
      try decode(raw(floats: floats), "<f4", [floats.count], allowsSteps: allowsSteps)
    }
    #expect(
      error?.description.contains("array 'a' holds \(value), which is no ") == true,
      "\(String(describing: error))", sourceLocation: sourceLocation)
  }

  @Test func everyIntegerTypeHoldsBytes() throws {
    for size in [1, 2, 4, 8] {
      for (letter, highest) in [("u", 255), ("i", size == 1 ? 127 : 255)] {
        let values = [0, 1, 100, highest]
        let littleEndian = values.flatMap { little($0, size) }
        let bigEndian = values.flatMap { little($0, size).reversed() }
        let expected = values.map { UInt8($0) }
        #expect(try decode(littleEndian, "<\(letter)\(size)", [4]).bytes == expected)
        #expect(try decode(bigEndian, ">\(letter)\(size)", [4]).bytes == expected)
      }
    }
  }

  @Test func everyStepOfEveryFloatTypeIsItsByte() throws {
    let steps = (0...255).map { Float($0) / 255 }
    let products = (0...255).map { Float($0) * (1 / 255) }
    for values in [steps, products] {
      let array = try decode(raw(floats: values), "<f4", [256])
      #expect(array.bytes == Array(0...255))
      #expect(array.isScaled)
    }
    let whole = try decode(raw(floats: (0...255).map(Float.init)), "<f4", [256])
    #expect(whole.bytes == Array(0...255))
    #expect(!whole.isScaled)
  }

  @Test func theFirstThatIsNeitherZeroNorOneDecides() throws {
    #expect(try decode(raw(floats: [0, 1, 1, 0]), "<f4", [4]).bytes == [0, 255, 255, 0])
    #expect(try decode(raw(floats: [0, 1, 2]), "<f4", [3]).bytes == [0, 1, 2])
    #expect(try decode(raw(floats: [0, 1, 0.2]), "<f4", [3]).bytes == [0, 255, 51])
    // However far behind it comes: pieces are decoded one by one.
    for (last, one) in [(Float(0.2), UInt8(255)), (2, 1)] {
      var values = [Float](repeating: 1, count: 200_000)
      values.append(last)
      let bytes = try decode(raw(floats: values), "<f4", [values.count]).bytes
      #expect(bytes.dropLast().allSatisfy { $0 == one })
    }
    // Labels are never steps.
    let labels = try decode(raw(floats: [0, 1, 1]), "<f4", [3], allowsSteps: false)
    #expect(labels.bytes == [0, 1, 1])
  }

  @Test func floatsBetweenAreRefused() {
    expectRefused("0.5", [2, 0.5])
    expectRefused("2.0", [0.2, 2])
    expectRefused("-1.0", [0, -1])
    expectRefused("256.0", [256])
    expectRefused("nan", [.nan])
    expectRefused("nan", [0.2, .nan])
    expectRefused("inf", [.infinity])
    expectRefused("0.5", [0.5])
    expectRefused("0.20001", [1, Float(0.2) + 0.00001])
    expectRefused("1e-45", [Float.leastNonzeroMagnitude])
    expectRefused("0.2", [0.2], allowsSteps: false)
  }

  @Test func fortranOrderBecomesRowMajor() throws {
    let shape = [3, 2, 4]
    var columnMajor = [UInt8](repeating: 0, count: 24)
    for image in 0..<3 {
      for row in 0..<2 {
        for column in 0..<4 {
          columnMajor[image + 3 * (row + 2 * column)] = UInt8((image * 2 + row) * 4 + column)
        }
      }
    }
    #expect(try decode(columnMajor, "|u1", shape, isFortran: true).bytes == Array(0..<24))
    #expect(try decode(Array(0..<24), "|u1", [24], isFortran: true).bytes == Array(0..<24))
    #expect(try decode([], "|u1", [0, 28, 28], isFortran: true).bytes.isEmpty)
    #expect(try decode([7], "|u1", [], isFortran: true).bytes == [7])
  }
}
