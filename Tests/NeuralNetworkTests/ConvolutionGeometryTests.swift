import TestSupport
import Testing

@testable import ReferenceNetwork

/// Which pixels the reference's convolutions connect: TensorFlow's, by hand and by adjointness.
@Suite struct ConvolutionGeometryTests {
  /// Integers in float64: nothing rounds.
  private let counting = (1...16).map { Double($0) }

  /// A kernel that takes one of nine taps.
  private func tap(_ u: Int, _ v: Int) -> [Double] {
    (0..<9).map { $0 == u * 3 + v ? 1 : 0 }
  }

  /// The first window covers rows and columns 0...2, the last one reaches a zero row and a zero
  /// column behind the image; PyTorch's padding of 1 would give 14 in the first place.
  @Test func sameAtStrideTwoPadsBehindTheImageOnly() {
    let layer = Convolution(window: .same(large: 4, taps: 3, stride: 2), inputs: 1, outputs: 1)
    let ones = [Double](repeating: 1, count: 9)
    #expect(layer.forward(counting, kernel: ones, bias: [0]) == [54, 45, 72, 54])
    #expect(layer.forward(counting, kernel: tap(0, 0), bias: [0]) == [1, 3, 9, 11])
    #expect(layer.forward(counting, kernel: tap(1, 2), bias: [0]) == [7, 0, 15, 0])
    #expect(layer.forward(counting, kernel: tap(2, 2), bias: [0.5]) == [11.5, 0.5, 0.5, 0.5])
  }

  @Test func transposedConvolutionCropsOnePixelOfEachEdge() {
    let taps = counting
    let one = TransposedConvolution(
      window: .same(large: 2, taps: 4, stride: 2), inputs: 1, outputs: 1)
    #expect(one.forward([1], kernel: taps, bias: [0]) == [6, 7, 10, 11])
    let ones = [Double](repeating: 1, count: 16)
    let four = TransposedConvolution(
      window: .same(large: 4, taps: 4, stride: 2), inputs: 1, outputs: 1)
    #expect(
      four.forward([1, 2, 3, 4], kernel: ones, bias: [0]) == [
        1, 3, 3, 2,
        4, 10, 10, 6,
        4, 10, 10, 6,
        3, 7, 7, 4,
      ])
  }

  @Test func channelsAreInKerasOrder() {
    // One pixel, the middle tap only: kernel [3, 3, in 2, out 3] and [3, 3, out 2, in 3].
    var kernel = [Double](repeating: 0, count: 9 * 6)
    kernel.replaceSubrange(4 * 6..<5 * 6, with: [1, 2, 3, 4, 5, 6])
    let window = Window(large: 1, small: 1, taps: 3, stride: 1, padding: 1)
    let convolution = Convolution(window: window, inputs: 2, outputs: 3)
    #expect(convolution.forward([1, 10], kernel: kernel, bias: [0, 0, 100]) == [41, 52, 163])
    let transposed = TransposedConvolution(window: window, inputs: 3, outputs: 2)
    #expect(transposed.forward([1, 10, 100], kernel: kernel, bias: [0, 0]) == [321, 654])
  }

  @Test(arguments: [
    Window.same(large: 28, taps: 3, stride: 2), .same(large: 14, taps: 3, stride: 2),
    .same(large: 7, taps: 3, stride: 2), .same(large: 14, taps: 4, stride: 2),
    .same(large: 28, taps: 4, stride: 2), .same(large: 9, taps: 7, stride: 1),
  ])
  func transposedConvolutionIsTheAdjoint(window: Window) {
    var numbers = SeededNumbers(seed: 6)
    let convolution = Convolution(window: window, inputs: 2, outputs: 3)
    let transposed = TransposedConvolution(window: window, inputs: 3, outputs: 2)
    let kernel = numbers.uniform(window.taps * window.taps * 6)
    let x = numbers.uniform(2 * window.large * window.large * 2)
    let y = numbers.uniform(2 * window.small * window.small * 3)
    let pulled = transposed.forward(y, kernel: kernel, bias: [0, 0])
    // Sums of at most 2 * 28 * 28 * 2 * 27 products around 0.3, each rounded by 1e-16.
    let rounding = 1e-10
    expectClose(
      inner(convolution.forward(x, kernel: kernel, bias: [0, 0, 0]), y), inner(x, pulled),
      rounding, "<conv x, y> = <x, transposed conv y>")
    expectClose(
      convolution.backwardData(y, kernel: kernel), pulled, rounding, "the data gradient")
    expectClose(
      transposed.backwardData(x, kernel: kernel),
      convolution.forward(x, kernel: kernel, bias: [0, 0, 0]), rounding,
      "the transposed data gradient")
  }

  @Test func networksHaveTensorFlowsSamePadding() {
    let discriminator = Discriminator.convolutions(filters: 64)
    let windows = [
      (discriminator.first.window, Window.same(large: 28, taps: 3, stride: 2), padding: 0),
      (discriminator.second.window, .same(large: 14, taps: 3, stride: 2), padding: 0),
      (Generator.first.window, .same(large: 14, taps: 4, stride: 2), padding: 1),
      (Generator.second.window, .same(large: 28, taps: 4, stride: 2), padding: 1),
      (Generator.output.window, .same(large: 28, taps: 7, stride: 1), padding: 3),
    ]
    for (window, same, padding) in windows {
      #expect(window.large == same.large && window.small == same.small)
      #expect(window.taps == same.taps && window.stride == same.stride)
      #expect(window.padding == padding && same.padding == padding)
    }
  }
}
