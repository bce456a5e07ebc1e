import CommandSupport
import Testing

@Suite struct FixedNumberTests {
  @Test func decimalsAreCounted() {
    #expect(fixed(0.69314, 4) == "0.6931")
    #expect(fixed(-12.5, 0) == "-13")
    #expect(fixed(0.05, 1) == "0.1")
    #expect(fixed(0, 2) == "0.00")
  }

  @Test func numbersOfAnySizeHaveAText() {
    #expect(fixed(9.5e14, 4) == "950000000000000.0" && fixed(-9.5e14, 4) == "-950000000000000.0")
    #expect(fixed(1e18, 0) == "1000000000000000000")
    for value in [
      1e15, 9.3e18, 1e300, .greatestFiniteMagnitude, .infinity, -.infinity, .nan,
      .leastNonzeroMagnitude,
    ] {
      for decimals in 0...6 { #expect(!fixed(value, decimals).isEmpty) }
    }
  }
}
