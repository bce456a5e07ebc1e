import NeuralNetwork

/// What an update of a network changes, kept until the step that it is part of is whole, so that the
/// step can still be given up.
final class UpdateUndo {
  private let adam: Adam
  private let copies: [(live: FloatBuffer, copy: FloatBuffer)]
  private var updates = 0

  /// Room for the parameters and moments of a network.
  init(of parameters: Parameters, adam: Adam) {
    self.adam = adam
    copies = [parameters.values, adam.firstMoments, adam.secondMoments].map {
      ($0, FloatBuffer(count: $0.count))
    }
  }

  /// Keeps what is there before an update.
  func keep() {
    for (live, copy) in copies { copy.start.update(from: live.start, count: live.count) }
    updates = adam.updates
  }

  /// Brings back what was kept.
  func restore() {
    for (live, copy) in copies { live.start.update(from: copy.start, count: live.count) }
    adam.updates = updates
  }
}
