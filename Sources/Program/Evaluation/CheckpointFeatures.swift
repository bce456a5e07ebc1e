import CheckpointArchive
import Networks
import NeuralNetwork
import NumpyFiles

extension Evaluator {
  /// What the metrics of a checkpoint are computed from, so that anyone can compute them again.
  ///
  /// FORMAT.md says which arrays there are.
  ///
  /// - Precondition: There is a judge.
  /// - Throws: As `record(of:in:)`; `StoreError.wrongTensor`.
  public func features(
    of info: CheckpointInfo, in archive: ArchiveReader
  ) throws -> [NumpyArray] {
    guard let judge else { preconditionFailure("features are those of a judge") }
    let outputs = try outputs(of: info, in: archive)
    let subsets = kernelSubsets(
      real: outputs.realLogits.count, fake: outputs.fakeLogits.count, random: random)
    func arrays(
      _ kind: String, _ images: [UInt8], _ logits: [Float], _ subsets: [[Int]]
    ) -> [NumpyArray] {
      let (count, opinions) = (logits.count, judge.opinions(of: images))
      return [
        NumpyArray("\(kind)_images", shape: [count, 28, 28], images),
        NumpyArray(
          "\(kind)_features", shape: [count, judge.featureCount], opinions.features),
        NumpyArray("\(kind)_logits", shape: [count, judge.classes], opinions.logits),
        NumpyArray("\(kind)_discriminator_logits", shape: [count], logits),
        NumpyArray(
          "\(kind)_subsets", shape: [subsets.count, subsets.first?.count ?? 0],
          subsets.flatMap { $0.map(Int32.init) }),
      ]
    }
    let labels = try store.testLabels()
    let testImages = try testSet.get().images
    return arrays("real", testImages, outputs.realLogits, subsets.map(\.real))
      + [NumpyArray("real_labels", shape: [labels.count], labels)]
      + arrays("fake", outputs.images, outputs.fakeLogits, subsets.map(\.fake))
  }
}
