import CheckpointArchive
import DurableFiles

/// The folder of an animation's frames, which are named by their checkpoints.
struct FrameFolder {
  let path: String
  /// What the names of the frames have behind that of the checkpoint.
  let variant: String

  private static let prefix = "frame_"
  private static let suffix = ".png"

  private var ending: String { variant + Self.suffix }

  /// Where the frame of a checkpoint lies.
  func place(of info: CheckpointInfo) -> String {
    "\(path)/\(Self.prefix)\(info.name)\(ending)"
  }

  /// Removes the other frames of this variant, if this program made them; with the standard ones also
  /// those of earlier versions, which were numbered.
  ///
  /// - Throws: `FileError`.
  func removeFrames(besides current: [String], into outcome: inout DrawingOutcome) throws {
    let current = Set(current)
    if current.isEmpty { return }
    for name in try namesInFolder(path) {
      let number = name.dropFirst(Self.prefix.count).dropLast(ending.count)
      let digits = number.first == "e" ? number.dropFirst() : number
      let place = "\(path)/\(name)"
      guard name == "\(Self.prefix)\(number)\(ending)", !digits.isEmpty,
        digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
        !current.contains(place), try PictureTexts.areOurs(inFileAt: place)
      else { continue }
      try removeFile(at: place)
      outcome.removed.append(place)
    }
  }
}
