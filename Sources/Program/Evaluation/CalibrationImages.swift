import Networks
import NeuralNetwork
import TensorStore

/// Images of which one knows what they are, as many of each kind as there are test images.
struct CalibrationImages {
  private let store: StoreReader
  private let labels: [UInt8]
  private let random: RandomStream

  /// Images of `store`, which has labels.
  ///
  /// - Throws: `FileError`.
  init(of store: StoreReader, kernels: Kernels) throws {
    self.store = store
    labels = try store.trainLabels()
    random = RandomStream(seed: 1, kernels: kernels)
  }

  private var count: Int { store.testImages.count }

  /// Training images, each at most once; where there are too few, they are repeated.
  ///
  /// - Parameter label: Of images that are left out; nil leaves none out.
  /// - Returns: As many as there are test images, `[count, 28, 28]`.
  /// - Throws: `FileError`; `StoreError.changed`.
  func training(without label: Int? = nil) throws -> [UInt8] {
    let eligible = labels.indices.filter { label != Int(labels[$0]) }
    let chosen = random.selection(
      .calibrationImages, epoch: 0, step: 0, count: min(count, eligible.count), of: eligible.count)
    var images: [UInt8] = []
    images.reserveCapacity(count * Judge.pixels)
    for index in 0..<count {
      let image = eligible[chosen[index % chosen.count]]
      images += try store.bytes(image..<image + 1, of: store.trainImages)
    }
    return images
  }

  /// Each pixel any of 256 greys.
  func noise() -> [UInt8] {
    let words = random.words(
      .calibrationImages, epoch: 0, step: 1, count: count * Judge.pixels / 4)
    return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }
}

/// `images`, `[count, 28, 28]`, under a binomial filter of 5 x 5 pixels, near a Gaussian of deviation 1;
/// beyond the border is background.
func blurred(_ images: [UInt8]) -> [UInt8] {
  let (side, weights) = (Judge.imageSize, [1, 4, 6, 4, 1])
  var blurred = [UInt8](repeating: 0, count: images.count)
  var rows = [Int](repeating: 0, count: Judge.pixels)
  for start in stride(from: 0, to: images.count, by: Judge.pixels) {
    for pixel in 0..<Judge.pixels {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: side)
      rows[pixel] = (0..<5).reduce(0) { sum, tap in
        let other = column + tap - 2
        return (0..<side).contains(other)
          ? sum + weights[tap] * Int(images[start + row * side + other]) : sum
      }
    }
    for pixel in 0..<Judge.pixels {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: side)
      let sum = (0..<5).reduce(0) { sum, tap in
        let other = row + tap - 2
        return (0..<side).contains(other) ? sum + weights[tap] * rows[other * side + column] : sum
      }
      // The weights' sum is 256.
      blurred[start + pixel] = UInt8((sum + 128) / 256)
    }
  }
  return blurred
}
