import NeuralNetwork
import Tensors

/// A trained judge, without dropout, in fp32 as the other trained networks are.
public final class JudgeModel {
  /// Logits of an image.
  public var classes: Int { judge.classes }
  /// Features of an image.
  public var featureCount: Int { judge.featureCount }
  private let judge: Judge
  private let engine: Engine
  private let workspaces: [JudgeWorkspace]

  /// What the judge makes of images.
  public struct Opinions: Equatable, Sendable {
    /// What enters the last layer, `[count, features]`.
    public var features: [Float] = []
    /// `[count, classes]`.
    public var logits: [Float] = []

    /// Of no images yet.
    public init() {}
  }

  /// - Throws: `ModelFileError` when the tensors are not a judge of so many classes, or not finite.
  public convenience init(
    classes: Int, tensors: [NamedTensor], engine: Engine
  ) throws(ModelFileError) {
    let judge = Judge(classes: classes, engine: engine)
    try judge.parameters.load(tensors)
    try judge.parameters.expectFinite()
    self.init(judge)
  }

  /// A judge as it is now, whose parameters stay.
  public init(_ judge: Judge) {
    self.judge = judge
    engine = judge.engine
    workspaces = (0..<engine.threads).map { _ in JudgeWorkspace(judge) }
    judge.prepare()
  }

  /// What it makes of `images` `[count, 28, 28]` in 0...1.
  public func opinions(images: [Float], count: Int) -> Opinions {
    precondition(images.count == count * Judge.pixels)
    let shards = Shards(images: count)
    let features = FloatBuffer(count: count * featureCount)
    let logits = FloatBuffer(count: count * classes)
    images.withUnsafeBufferPointer { images in
      guard let images = images.baseAddress else { return }
      engine.run(items: shards.count) { shard, thread in
        let (range, workspace) = (shards[shard], workspaces[thread])
        judge.forward(
          images: images + range.lowerBound * Judge.pixels, count: range.count, keep: nil,
          workspace: workspace)
        for (image, number) in range.enumerated() {
          workspace.output.copyInput(
            pixel: image, to: features.start + number * featureCount)
          (logits.start + number * classes)
            .update(from: workspace.output.output(pixel: image), count: classes)
        }
      }
    }
    func array(_ buffer: FloatBuffer, _ count: Int) -> [Float] {
      Array(UnsafeBufferPointer(start: buffer.start, count: count))
    }
    var opinions = Opinions()
    opinions.features = array(features, count * featureCount)
    opinions.logits = array(logits, count * classes)
    return opinions
  }
}
