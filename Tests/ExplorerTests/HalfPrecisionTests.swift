import Testing

@testable import Explorer

@Suite struct HalfPrecisionTests {
  @Test(arguments: [
    (Float(0), UInt16(0)), (-0.0, 0x8000), (1, 0x3C00), (-2, 0xC000), (65504, 0x7BFF),
    (0x1p-14, 0x0400), (0x1p-24, 0x0001), (0.333251953125, 0x3555),
  ])
  func numbersHaveTheBitsOfTheStandard(value: Float, bits: UInt16) {
    #expect(halfBits(value) == bits)
    #expect(halfValue(bits).bitPattern == value.bitPattern)
  }

  @Test func everyFiniteNumberComesBack() {
    for bits in UInt16.min...UInt16.max where bits & 0x7C00 != 0x7C00 {
      #expect(halfBits(halfValue(bits)) == bits)
    }
  }

  @Test func tiesGoToTheEvenNumber() {
    for bits in stride(from: UInt16(0), to: 0x7BFF, by: 7) {
      let middle = (halfValue(bits) + halfValue(bits + 1)) / 2
      let even = bits.isMultiple(of: 2) ? bits : bits + 1
      #expect(halfBits(middle) == even)
      #expect(halfBits(middle.nextDown) == bits)
      #expect(halfBits(middle.nextUp) == bits + 1)
    }
  }

  @Test func whatIsTooLargeIsTheLargest() {
    #expect(halfBits(1e9) == 0x7BFF)
    #expect(halfBits(-1e9) == 0xFBFF)
    #expect(halfBits(65520) == 0x7BFF)
  }
}
