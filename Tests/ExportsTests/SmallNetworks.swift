import Tensors

@testable import Exports

/// Networks of a few channels, whose numbers tell where they belong.
enum SmallNetworks {
  /// 3 latents, 2 channels.
  static let generator = ExportedNetwork(generator: [
    tensor("dense.kernel", [3, 98]), tensor("dense.bias", [98]),
    tensor("transposed1.kernel", [4, 4, 2, 2]), tensor("transposed1.bias", [2]),
    tensor("transposed2.kernel", [4, 4, 2, 2]), tensor("transposed2.bias", [2]),
    tensor("output.kernel", [7, 7, 2, 1]), tensor("output.bias", [1]),
  ])

  /// 2 filters, then 3.
  static let discriminator = ExportedNetwork(discriminator: [
    tensor("conv1.kernel", [3, 3, 1, 2]), tensor("conv1.bias", [2]),
    tensor("conv2.kernel", [3, 3, 2, 3]), tensor("conv2.bias", [3]),
    tensor("dense.kernel", [147, 1]), tensor("dense.bias", [1]),
  ])

  /// Element i is i / 512 - 0.1, which floats hold well enough to be told apart.
  static func tensor(_ name: String, _ shape: [Int]) -> NamedTensor {
    NamedTensor(
      name: name,
      tensor: Tensor(
        shape: shape, elements: (0..<shape.reduce(1, *)).map { Float($0) / 512 - 0.1 }))
  }
}
