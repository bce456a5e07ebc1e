import DurableFiles
import NumpyFiles
import Safetensors
import TestSupport
import Testing

@testable import Exports

@Suite struct WeightFilesTests {
  private static let origin = ModelOrigin(entries: [("epoch", "3"), ("software", "me 1")])

  @Test func theFileForPyTorchHasItsNamesAndLayouts() throws {
    let folder = try TemporaryFolder()
    let bytes = try ModelFormat.pytorch.bytes(of: SmallNetworks.generator, origin: Self.origin)
    try write(bytes, to: folder.file("g"))
    let header = try SafetensorsHeader(of: ReadableFile(path: folder.file("g")))
    #expect(header.metadata == ["format": "pt", "epoch": "3", "software": "me 1"])
    #expect(
      header.entries.map { "\($0.name) \($0.shape)" } == [
        "dense.weight [98, 3]", "dense.bias [98]", "transposed1.weight [2, 2, 4, 4]",
        "transposed1.bias [2]", "transposed2.weight [2, 2, 4, 4]", "transposed2.bias [2]",
        "output.weight [1, 2, 7, 7]", "output.bias [1]",
      ])
  }

  @Test func arraysForKerasAreInItsOrderAndLayouts() throws {
    let arrays = try SmallNetworks.discriminator.kerasArrays(origin: Self.origin)
    #expect(
      arrays.map { "\($0.name) \($0.shape)" } == [
        "origin [31]", "conv1_kernel [3, 3, 1, 2]", "conv1_bias [2]", "conv2_kernel [3, 3, 2, 3]",
        "conv2_bias [3]", "dense_kernel [147, 1]", "dense_bias [1]",
      ])
    guard case .bytes(let text) = arrays[0].elements else {
      Issue.record("the origin is no text")
      return
    }
    #expect(String(decoding: text, as: UTF8.self) == #"{"epoch":"3","software":"me 1"}"#)
  }

  @Test func programsFollowTheShapes() throws {
    #expect(
      try SmallNetworks.discriminator.torchProgram(path: "a \"b\"\n.safetensors") == [
        "from collections import OrderedDict", "import torch",
        "from safetensors.torch import load_file", "from torch import nn", "",
        "discriminator = nn.Sequential(OrderedDict(",
        "    conv1_pad=nn.ZeroPad2d((0, 1, 0, 1)), conv1=nn.Conv2d(1, 2, 3, 2), "
          + "conv1_leaky=nn.LeakyReLU(0.2),",
        "    conv2_pad=nn.ZeroPad2d((0, 1, 0, 1)), conv2=nn.Conv2d(2, 3, 3, 2), "
          + "conv2_leaky=nn.LeakyReLU(0.2),",
        "    flatten=nn.Flatten(), dense=nn.Linear(147, 1)))",
        #"discriminator.load_state_dict(load_file("a \"b\"\n.safetensors"))"#,
        "discriminator.requires_grad_(False)",
        "logits = discriminator(torch.rand(16, 1, 28, 28))  # [16, 1], above 0 is real",
      ])
    #expect(
      try SmallNetworks.generator.kerasProgram(path: "g.npz") == [
        "import numpy", "from keras import Sequential, layers", "",
        "generator = Sequential([", "    layers.Input((3,)),",
        "    layers.Dense(98), layers.Reshape((7, 7, 2)), layers.LeakyReLU(0.2),",
        "    layers.Conv2DTranspose(2, 4, 2, \"same\"), layers.LeakyReLU(0.2),",
        "    layers.Conv2DTranspose(2, 4, 2, \"same\"), layers.LeakyReLU(0.2),",
        "    layers.Conv2D(1, 7, 1, \"same\"), layers.Activation(\"sigmoid\")])",
        "weights = numpy.load(\"g.npz\")",
        "generator.set_weights([weights[n] for n in weights.files if n != \"origin\"])",
        "images = generator(numpy.random.randn(16, 3))  # [16, 28, 28, 1], 0 to 1",
      ])
  }

  /// What one format wrote, and a file that only has the same container, stay as they are to the others.
  @Test func kindsTellTheFormatsApart() throws {
    let folder = try TemporaryFolder()
    let formats: [ModelFormat] = [.onnx(batch: nil, splitsBias: false), .pytorch, .keras]
    let origin = ModelOrigin(entries: [("software", "handwriting-gan render 1")])
    var files = try formats.map { try $0.bytes(of: SmallNetworks.generator, origin: origin) }
    files.append(npzBytes([NumpyArray("images", shape: [1], [UInt8(3)])]))
    files.append(safetensorsBytes(SmallNetworks.generator.torchTensors, metadata: ["format": "pt"]))
    for (index, bytes) in files.enumerated() {
      let path = folder.file("f")
      try write(bytes, to: path)
      for (other, format) in formats.enumerated() {
        if other == index {
          try prepareOutput(at: path, as: format.kind)
        } else {
          #expect(throws: FileError.otherKind(path: path, wanted: format.kind.name)) {
            try prepareOutput(at: path, as: format.kind)
          }
        }
      }
    }
  }
}
