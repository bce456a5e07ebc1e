import Failures

/// Why a picture cannot be written as a PNG, or bytes not read as one.
public enum PictureError: ReportableError, Equatable {
  case tooLarge(width: Int, height: Int, limit: Int)
  case unusableText(keyword: String)
  case cannotEncode(reason: String)
  case unreadable(reason: String)

  public var kind: FailureKind {
    switch self {
    case .tooLarge, .unusableText, .cannotEncode: .inputOutput
    case .unreadable: .badData
    }
  }

  public var description: String {
    switch self {
    case .tooLarge(let width, let height, let limit):
      """
      a picture of \(width)x\(height) pixels is larger than \(limit)x\(limit); \
      take a smaller scale or fewer images
      """
    case .unusableText(let keyword):
      """
      the PNG text \(String(reflecting: keyword)) cannot be written; a keyword has 1 to 79 \
      printable Latin-1 characters without outer or double spaces, and no text has a zero byte
      """
    case .cannotEncode(let reason):
      "cannot encode a picture: \(reason); free some memory, then run the command again"
    case .unreadable(let reason):
      "not a PNG of 8-bit grey pixels: \(reason); draw it again"
    }
  }
}
