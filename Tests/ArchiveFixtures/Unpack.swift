import Foundation

/// Unpacks what an earlier version made, see `Tests/Fixtures`, into a folder: `store.safetensors`,
/// a finished run `run` and an interrupted one `stopped`.
public func unpackFixtures(ofVersion version: String, into folder: String) throws {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  let tar = Process()
  tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  tar.arguments = [
    "tar", "xzf", tests.appendingPathComponent("Fixtures/\(version)/runs.tar.gz").path, "-C",
    folder,
  ]
  try tar.run()
  tar.waitUntilExit()
  guard tar.terminationStatus == 0 else {
    throw CocoaError(
      .fileReadCorruptFile, userInfo: [NSFilePathErrorKey: "Fixtures/\(version)/runs.tar.gz"])
  }
}
