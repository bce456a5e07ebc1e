import Testing

@testable import Charts

@Suite struct DecimalTests {
  @Test(arguments: [
    (0, 3, "0"), (7, 0, "7"), (-7, 0, "-7"), (5, -1, "0.5"), (-5, -2, "-0.05"), (250, -2, "2.5"),
    (1200, -2, "12"), (2, 3, "2000"), (1, 5, "100000"), (1, 6, "1e6"), (-2, -5, "-0.00002"),
    (2, -6, "2e-6"), (1, 120, "1e120"),
  ])
  func textsAreShort(digits: Int, exponent: Int, text: String) {
    #expect(Decimal(digits: digits, exponent: exponent).text == text)
  }

  @Test(arguments: [(3, -1, 0.3), (7, 2, 700), (-5, 0, -5), (1, -5, 1e-5)])
  func valueIsTheNearestNumber(digits: Int, exponent: Int, value: Double) {
    #expect(Decimal(digits: digits, exponent: exponent).value == value)
  }
}
