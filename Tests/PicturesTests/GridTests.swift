import TestSupport
import Testing

@testable import Pictures

@Suite struct GridTests {
  private let images: [Float] = {
    var numbers = SeededNumbers(seed: 1)
    return (0..<6 * 4 * 3).map { _ in Float.random(in: 0...1, using: &numbers) }
  }()

  private func pixel(_ picture: Picture, y: Int, x: Int) -> UInt8 {
    picture.pixels[y * picture.width + x]
  }

  @Test(arguments: Palette.allCases, [(1, 0), (1, 2), (2, 1), (3, 2)])
  func everyPixelLiesWhereTheFormulaSays(palette: Palette, layout: (scale: Int, spacing: Int)) {
    let (scale, spacing) = layout
    let drawn = grid(
      of: images, imageWidth: 3, imageHeight: 4, rows: 2, columns: 3, palette: palette,
      scale: scale, spacing: spacing)
    #expect(drawn.width == scale * (spacing + 3 * (3 + spacing)))
    #expect(drawn.height == scale * (spacing + 2 * (4 + spacing)))
    for y in 0..<drawn.height {
      for x in 0..<drawn.width {
        let (row, imageY) = (y / scale - spacing).quotientAndRemainder(dividingBy: 4 + spacing)
        let (column, imageX) = (x / scale - spacing).quotientAndRemainder(dividingBy: 3 + spacing)
        let isImage = (0..<4).contains(imageY) && (0..<3).contains(imageX) && row < 2 && column < 3
        let expected =
          isImage
          ? palette.gray(images[((row * 3 + column) * 4 + imageY) * 3 + imageX])
          : palette.background
        #expect(pixel(drawn, y: y, x: x) == expected, "at row \(y), column \(x)")
      }
    }
  }

  @Test func defaultsDrawMNISTImages() {
    let drawn = grid(
      of: [Float](repeating: 1, count: 100 * 784), rows: 10, columns: 10, palette: .grayReversed)
    #expect(drawn.width == 302)
    #expect(drawn.height == 302)
    #expect(pixel(drawn, y: 1, x: 2) == 255)
    #expect(pixel(drawn, y: 2, x: 2) == 0)
    #expect(pixel(drawn, y: 299, x: 299) == 0)
    #expect(pixel(drawn, y: 300, x: 299) == 255)
  }

  @Test func missingImagesAreBackground() {
    let two = grid(
      of: [1, 1], imageWidth: 1, imageHeight: 1, rows: 2, columns: 2, palette: .gray, spacing: 0)
    #expect(two.pixels == [255, 255, 0, 0])
    let none = grid(of: [], rows: 1, columns: 1, palette: .grayReversed)
    #expect(none.pixels.allSatisfy { $0 == 255 })
  }

  @Test func paletteIsExactOnEveryGrey() {
    for level in UInt8.min...UInt8.max {
      #expect(Palette.gray.gray(Float(level) / 255) == level)
      #expect(Palette.grayReversed.gray(Float(level) / 255) == 255 - level)
    }
  }

  @Test func paletteRoundsToNearest() {
    #expect(Palette.gray.gray(0.499 / 255) == 0)
    #expect(Palette.gray.gray(0.501 / 255) == 1)
    #expect(Palette.gray.gray(254.499 / 255) == 254)
    #expect(Palette.gray.gray(254.501 / 255) == 255)
  }

  @Test(arguments: [-0.1, -.infinity, .nan, -.nan, .signalingNaN, -0.0] as [Float])
  func whatIsBelowOrNoNumberIsBackground(intensity: Float) {
    #expect(Palette.gray.gray(intensity) == 0)
    #expect(Palette.grayReversed.gray(intensity) == 255)
  }

  @Test(arguments: [1.1, 1e30, .infinity] as [Float])
  func whatIsAboveIsAStroke(intensity: Float) {
    #expect(Palette.gray.gray(intensity) == 255)
    #expect(Palette.grayReversed.gray(intensity) == 0)
  }

  @Test func paletteNamesAreMatplotlibs() {
    #expect(Palette.allCases.map(\.rawValue).sorted() == ["gray", "gray_r"])
  }

  @Test func wrongCountsTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Picture(width: 2, height: 2, pixels: [0, 0, 0])
    }
    await #expect(processExitsWith: .failure) {
      _ = grid(of: [0, 0, 0], imageWidth: 2, imageHeight: 1, rows: 2, columns: 1, palette: .gray)
    }
    await #expect(processExitsWith: .failure) {
      _ = grid(of: [0, 0, 0], imageWidth: 1, imageHeight: 1, rows: 1, columns: 2, palette: .gray)
    }
  }

  /// Each row was once appended to a copy of all rows before it.
  @Test func aScaledPictureTakesTimeOfItsPixels() {
    let side = 1502
    let drawn = ContinuousClock().measure {
      let larger = Picture(
        width: side, height: side, pixels: [UInt8](repeating: 7, count: side * side)
      ).enlarged(by: 4)
      #expect(larger.pixels.count == 16 * side * side)
    }
    #expect(drawn < .seconds(4))
  }
}
