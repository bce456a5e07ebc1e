import Failures
import NeuralNetwork

/// Why something cannot be drawn as asked.
public enum DrawingError: ReportableError, Equatable {
  case animationTooLarge(frames: Int, width: Int, height: Int, limit: Int)
  case animationIsFrame(path: String, frame: String)
  case tooFewImages(asked: Int, found: Int)
  case unusableNetwork(checkpoint: String, reason: ModelFileError)

  public var kind: FailureKind {
    switch self {
    case .animationTooLarge, .animationIsFrame, .tooFewImages: .usage
    case .unusableNetwork(_, let reason): reason.kind
    }
  }

  public var description: String {
    switch self {
    case .animationTooLarge(let frames, let width, let height, let limit):
      """
      an animation of \(frames) frames of \(width)x\(height) has more than \(limit) pixels; take a \
      smaller --scale, fewer images or a larger --every
      """
    case .animationIsFrame(let path, let frame):
      "the animation '\(path)' is to lie where the frame '\(frame)' does; name another --output"
    case .unusableNetwork(let checkpoint, let reason):
      "checkpoint \(checkpoint): \(reason.description)"
    case .tooFewImages(let asked, let found):
      """
      \(asked) images were asked for, but the store has \(found) training images; take fewer \
      --rows or --columns
      """
    }
  }
}
