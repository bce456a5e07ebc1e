import Failures
import NeuralNetwork

/// Why something cannot be drawn as asked.
public enum DrawingError: ReportableError, Equatable {
  case animationTooLarge(frames: Int, width: Int, height: Int, limit: Int)
  case animationIsFrame(path: String, frame: String)
  case tooFewImages(asked: Int, found: Int)
  case unusableNetwork(checkpoint: String, reason: ModelFileError)
  case latentSize(path: String, found: Int, checkpoint: String, needed: Int)
  case tooManyLatents(found: Int, rows: Int?, columns: Int?)
  case unevenLatents(path: String, found: Int, images: Int, stations: ClosedRange<Int>)
  case tooManySamples(count: Int, limit: Int, latent: Int)
  case otherFolder(path: String)

  public var kind: FailureKind {
    switch self {
    case .animationTooLarge, .animationIsFrame, .tooFewImages, .tooManyLatents, .tooManySamples:
      .usage
    case .latentSize, .unevenLatents: .badData
    case .otherFolder: .cannotCreate
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
    case .latentSize(let path, let found, let checkpoint, let needed):
      """
      '\(path)' has latents of \(found) numbers, the generator of \(checkpoint) takes \(needed); give \
      an array [count, \(needed)]
      """
    case .tooManyLatents(let found, let rows, let columns):
      """
      there are \(found) latents, more than a sheet of \(rows ?? SheetLayout.countRange.upperBound) rows \
      and \(columns ?? SheetSize.standardCount.columns) columns shows; take more --rows or --columns, \
      or fewer latents
      """
    case .unevenLatents(let path, let found, let images, let stations):
      """
      '\(path)' has \(found) latents, a walk of \(images == 1 ? "1 image" : "\(images) images") takes \
      \(stations.lowerBound) to \(stations.upperBound) times as many; give so many
      """
    case .tooManySamples(let count, let limit, let latent):
      "\(count) images of \(latent) latents were asked for; at most \(limit) differ, take fewer"
    case .otherFolder(let path):
      """
      '\(path)' has files that are no samples, so it stays; name another --output, or an empty folder
      """
    case .tooFewImages(let asked, let found):
      """
      \(asked) images were asked for, but the store has \(found) training images; take fewer \
      --rows or --columns
      """
    }
  }
}
