/// A dense layer: `y[n, o] = b[o] + sum over i of x[n, i] * w[i, o]`.
public struct Dense: Sendable {
  /// Elements of a sample of `x` and of `y`.
  public let inputs, outputs: Int

  /// A dense layer of `inputs` to `outputs` elements.
  public init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// `y` of `x`.
  public func forward(_ x: [Double], kernel: [Double], bias: [Double]) -> [Double] {
    var y = repeated(bias, count: x.count / inputs)
    for n in 0..<x.count / inputs {
      for i in 0..<inputs {
        addProducts(
          x[n * inputs + i], kernel, from: i * outputs, count: outputs, to: &y, from: n * outputs)
      }
    }
    return y
  }

  /// The gradient of `x` from that of `y`.
  public func backwardData(_ dy: [Double], kernel: [Double]) -> [Double] {
    var dx = [Double](repeating: 0, count: dy.count / outputs * inputs)
    for n in 0..<dy.count / outputs {
      for i in 0..<inputs {
        dx[n * inputs + i] = sumOfProducts(
          dy, from: n * outputs, kernel, from: i * outputs, count: outputs)
      }
    }
    return dx
  }

  /// The gradients of kernel and bias from that of `y`.
  public func backwardWeights(
    _ x: [Double], _ dy: [Double]
  ) -> (kernel: [Double], bias: [Double]) {
    var kernel = [Double](repeating: 0, count: inputs * outputs)
    for n in 0..<x.count / inputs {
      for i in 0..<inputs {
        addProducts(
          x[n * inputs + i], dy, from: n * outputs, count: outputs, to: &kernel, from: i * outputs)
      }
    }
    return (kernel, columnSums(dy, columns: outputs))
  }
}

/// `row`, `count` times.
func repeated(_ row: [Double], count: Int) -> [Double] {
  var rows: [Double] = []
  rows.reserveCapacity(row.count * count)
  for _ in 0..<count { rows += row }
  return rows
}

/// The sums over all rows of the columns of `[rows, columns]`.
func columnSums(_ values: [Double], columns: Int) -> [Double] {
  var sums = [Double](repeating: 0, count: columns)
  for index in values.indices { sums[index % columns] += values[index] }
  return sums
}
