/// The checkpoints that a user names.
public enum CheckpointChoice: Equatable, Sendable {
  case all, first, last
  /// Of those that were evaluated.
  case best
  case epoch(Int)

  /// What `text` stands for: `all`, `first`, `last`, also called `latest`, `best`, or an epoch, with
  /// an `e` and zeros in front or without them; nil when it is none of these.
  public init?(_ text: String) {
    switch text.lowercased() {
    case "all": self = .all
    case "first": self = .first
    case "last", "latest": self = .last
    case "best": self = .best
    case let name:
      let digits = name.hasPrefix("e") ? name.dropFirst() : name[...]
      guard digits.allSatisfy(\.isASCII), digits.first?.isNumber == true, let epoch = Int(digits),
        epoch > 0
      else { return nil }
      self = .epoch(epoch)
    }
  }
}
