import Safetensors
import Tensors

extension ExportedNetwork {
  /// The tensors of the network under PyTorch's names and in its layouts.
  var torchTensors: [NamedTensor] {
    layers.flatMap { layer -> [NamedTensor] in
      switch layer {
      case .dense(let weights, let from, let to):
        weights.channelsFirst(from: from, to: to).torchTensors
      case .convolution(let weights, _, _), .transposedConvolution(let weights, _, _):
        weights.channelsFirst.torchTensors
      case .leakyReLU: []
      }
    }
  }

  /// A program in Python that makes the network in PyTorch, with the weights of the file at `path`, and
  /// uses it.
  ///
  /// - Throws: Nothing that paths give reason for.
  func torchProgram(path: String) throws -> [String] {
    let name = choice.rawValue
    var arguments: [PythonLayer] = []
    var last = ""
    for layer in layers {
      arguments.append(torchLayer(layer, behind: last))
      last = layer.weights?.name ?? last
    }
    let use: String
    switch choice {
    case .generator:
      arguments.append(.plain("sigmoid=nn.Sigmoid()"))
      use = "images = generator(torch.randn(16, \(inputCount)))  # [16, 1, 28, 28], 0 to 1"
    case .discriminator:
      use = "logits = discriminator(torch.rand(16, 1, 28, 28))  # [16, 1], above 0 is real"
    }
    return [
      "from collections import OrderedDict", "import torch",
      "from safetensors.torch import load_file", "from torch import nn", "",
    ] + pythonCall("\(name) = nn.Sequential(OrderedDict(", arguments, "))")
      + [
        "\(name).load_state_dict(load_file(\(try pythonLiteral(path))))",
        "\(name).requires_grad_(False)",
        use,
      ]
  }

  private func torchLayer(_ layer: Layer, behind last: String) -> PythonLayer {
    switch layer {
    case .dense(let weights, let from, let to):
      let (inputs, outputs) = (weights.kernel.shape[0], weights.kernel.shape[1])
      return PythonLayer(
        arguments: (from == nil ? [] : ["flatten=nn.Flatten()"])
          + ["\(weights.name)=nn.Linear(\(inputs), \(outputs))"]
          + (to.map { ["unflatten=nn.Unflatten(1, \($0.channelsFirst))"] } ?? []),
        hasWeights: true)
    case .convolution(let weights, let stride, let padding):
      let shape = weights.kernel.shape
      let sizes = "\(shape[2]), \(shape[3]), \(shape[0]), \(stride)"
      if padding.before == padding.after {
        return .weighted("\(weights.name)=nn.Conv2d(\(sizes), \(padding.before))")
      }
      let edges = [padding.before, padding.after, padding.before, padding.after]
      return .weighted(
        "\(weights.name)_pad=nn.ZeroPad2d((\(edges.map(String.init).joined(separator: ", "))))",
        "\(weights.name)=nn.Conv2d(\(sizes))")
    case .transposedConvolution(let weights, let stride, let crop):
      let shape = weights.kernel.shape
      return .weighted(
        "\(weights.name)=nn.ConvTranspose2d("
          + "\(shape[3]), \(shape[2]), \(shape[0]), \(stride), \(crop))")
    case .leakyReLU(let slope):
      return .plain("\(last)_leaky=nn.LeakyReLU(\(slope))")
    }
  }
}
