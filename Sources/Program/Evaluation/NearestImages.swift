import Networks
import NeuralNetwork
import TensorStore

/// Finds the nearest training image of images, by the Euclidean distance of their pixels.
///
/// Pixels count from their middle, 128, so that a product of two images is a whole number below 2^24,
/// which float32 sums hold exactly, on any instruction set. With q the image that is asked for,
///
///     |q - t|^2 = |q|^2 - 2 (q t - |t|^2 / 2),
///
/// and the nearest t has the largest bracket. The products are those of a 1x1 convolution whose pixels
/// are images. Centred pixels are whole bfloat16 numbers, too, so where a processor multiplies these, twice
/// as fast or more, the distances are the same.
public final class NearestImages {
  /// Height and width of the convolution's image: rows of a product.
  fileprivate static let groupSize = 16
  fileprivate static let groupCount = groupSize * groupSize
  /// Training images of a work item: filters of the convolution.
  fileprivate static let blockCount = 1024
  fileprivate static let pixels = Generator.pixels
  /// Pixels filled up with zeros to whole tiles, of 16 words of two bfloat16 numbers.
  fileprivate static let channels = (pixels + 31) / 32 * 32

  private let store: StoreReader
  private let engine: Engine
  fileprivate let lanes: [Lane]

  /// What a thread works on.
  fileprivate struct Lane {
    let layer: Convolution2D
    let parameters: Parameters
    let workspace: Convolution2D.Workspace
  }

  /// A search among the training images of `store`, with the kernels of bfloat16 numbers where this
  /// processor has some.
  ///
  /// - Throws: `KernelError`.
  public convenience init(of store: StoreReader, threads: Int) throws {
    self.init(
      of: store,
      engine: try (try? Engine(bfloat16: true, threads: threads)) ?? Engine(threads: threads))
  }

  /// A search with the given kernels.
  init(of store: StoreReader, engine: Engine) {
    self.store = store
    self.engine = engine
    lanes = (0..<engine.threads).map { _ in
      var layout = ParameterLayout()
      let layer = Convolution2D(
        "images", size: Self.groupSize, channels: Self.channels, filters: Self.blockCount,
        kernelSize: 1, stride: 1, layout: &layout, engine: engine)
      return Lane(
        layer: layer, parameters: Parameters(layout),
        workspace: Convolution2D.Workspace(layer, kernels: engine.kernels))
    }
  }

  /// The distance of each image to the nearest training image, where black and white are 1 apart.
  ///
  /// - Parameter images: `[count, 28, 28]`, 0...255.
  /// - Returns: `[count]`.
  /// - Throws: `FileError`; `StoreError.changed`.
  func distances(of images: [UInt8]) throws -> [Double] {
    try search(images).enumerated().map { index, found in
      let image = images[index * Self.pixels..<(index + 1) * Self.pixels]
      let square = image.reduce(0) { $0 + Double(centred($1)) * Double(centred($1)) }
      return max(square - 2 * Double(found.bracket), 0).squareRoot() / 255
    }
  }

  /// The number of the training image nearest to each image, the first of equals.
  ///
  /// - Parameter images: As of `distances`.
  /// - Returns: `[count]`, counted from 0.
  /// - Throws: As `distances`.
  public func nearest(to images: [UInt8]) throws -> [Int] {
    try search(images).enumerated().map { index, found in
      let image = Array(images[index * Self.pixels..<(index + 1) * Self.pixels])
      let start = found.block * Self.blockCount
      let end = min(start + Self.blockCount, store.trainImages.count)
      let training = try store.bytes(start..<end, of: store.trainImages)
      let squares = (0..<end - start).map { number in
        squaredDistance(image, training[number * Self.pixels..<(number + 1) * Self.pixels])
      }
      return start + (squares.indices.min { squares[$0] < squares[$1] } ?? 0)
    }
  }

  /// Of each image the largest bracket, and the block of the first training image that has it.
  private func search(_ images: [UInt8]) throws -> [(bracket: Float, block: Int)] {
    let count = images.count / Self.pixels
    let groups = (count + Self.groupCount - 1) / Self.groupCount
    let queries = FloatBuffer(count: groups * Self.groupCount * Self.channels)
    for image in 0..<count {
      for pixel in 0..<Self.pixels {
        queries.start[image * Self.channels + pixel] = centred(images[image * Self.pixels + pixel])
      }
    }
    let blocks = (store.trainImages.count + Self.blockCount - 1) / Self.blockCount
    var nearest = [(bracket: Float, block: Int)](repeating: (-.infinity, 0), count: count)
    // A round of blocks at a time, as nobody needs all training images at once.
    for first in stride(from: 0, to: blocks, by: engine.threads) {
      let round = first..<min(first + engine.threads, blocks)
      let training = try round.map { block in
        let start = block * Self.blockCount
        return try store.bytes(
          start..<min(start + Self.blockCount, store.trainImages.count), of: store.trainImages)
      }
      var found = [[Float]](repeating: [], count: round.count)
      found.withUnsafeMutableBufferPointer { found in
        let found = found
        engine.run(items: round.count) { item, thread in
          found[item] = lanes[thread].largest(queries, count: count, among: training[item])
        }
      }
      for (block, one) in zip(round, found) {
        for index in nearest.indices where one[index] > nearest[index].bracket {
          nearest[index] = (one[index], block)
        }
      }
    }
    return nearest
  }
}

private func squaredDistance(_ one: [UInt8], _ other: ArraySlice<UInt8>) -> Int {
  zip(one, other).reduce(0) { sum, pair in
    let difference = Int(pair.0) - Int(pair.1)
    return sum + difference * difference
  }
}

private func centred(_ pixel: UInt8) -> Float { Float(Int(pixel) - 128) }

extension NearestImages.Lane {
  /// The largest bracket of each of `count` queries with the images `training`.
  fileprivate func largest(
    _ queries: FloatBuffer, count: Int, among training: [UInt8]
  ) -> [Float] {
    let halves = load(training)
    layer.prepare(parameters)
    var largest = [Float](repeating: -.infinity, count: count)
    for first in stride(from: 0, to: count, by: NearestImages.groupCount) {
      workspace.load(queries.start + first * NearestImages.channels)
      layer.forward(workspace)
      for query in first..<min(first + NearestImages.groupCount, count) {
        largest[query] = greatest(workspace.output(pixel: query - first), minus: halves)
      }
    }
    return largest
  }

  /// Makes the images the filters, `[channels, images]`.
  ///
  /// - Returns: Half the square of each, infinite where there is no image.
  private func load(_ training: [UInt8]) -> [Float] {
    let (pixels, block) = (NearestImages.pixels, NearestImages.blockCount)
    var halves = [Float](repeating: .infinity, count: block)
    for image in 0..<training.count / pixels {
      var square = 0
      for pixel in 0..<pixels {
        let value = training[image * pixels + pixel]
        square += (Int(value) - 128) * (Int(value) - 128)
        parameters.values.start[pixel * block + image] = centred(value)
      }
      halves[image] = Float(square) / 2
    }
    return halves
  }

  private func greatest(_ products: UnsafePointer<Float>, minus halves: [Float]) -> Float {
    typealias Vector = SIMD16<Float>
    var greatest = Vector(repeating: -.infinity)
    halves.withUnsafeBytes { halves in
      let products = UnsafeRawPointer(products)
      for offset in stride(from: 0, to: halves.count, by: MemoryLayout<Vector>.size) {
        let difference =
          products.loadUnaligned(fromByteOffset: offset, as: Vector.self)
          - halves.loadUnaligned(fromByteOffset: offset, as: Vector.self)
        greatest.replace(with: difference, where: difference .> greatest)
      }
    }
    return greatest.max()
  }
}
