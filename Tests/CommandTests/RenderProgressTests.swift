import CheckpointArchive
import Drawing
import Foundation
import Pictures
import TestSupport
import Testing

@Suite struct RenderProgressTests {
  private let animation = "runs/mnist/images/progress.apng"
  private let small = ["progress", "--rows", "1", "--columns", "2"]

  private func frame(_ number: Int) -> String { "runs/mnist/frames/frame_000\(number).png" }

  @Test func framesAreTheSheetsOfAllCheckpoints() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    let result = try run.render.run(["progress", "--delay", "70"])
    #expect(result.status == 0)
    #expect(result.lines == [frame(1), frame(2), frame(3), animation])
    let pictures = try (1...3).map { try sheet(run, epoch: $0) }
    for (index, picture) in pictures.enumerated() {
      #expect(try decodedPNG(run.bytes(frame(index + 1))) == picture)
    }
    let bytes = try run.bytes(animation)
    let texts = try #require(readPNGText(bytes))
    let expected = try animatedPNGBytes(
      pictures, millisecondsPerFrame: 70, loops: 0, lastFrameMilliseconds: 2000,
      text: [
        "Software", "Generators SHA-256", "Delay", "Seed", "Layout", "Instruction set",
      ].map { ($0, texts[$0] ?? "") })
    #expect(bytes == expected)
    let infos = try ArchiveReader(path: run.archivePath).epochs
    #expect(
      texts["Generators SHA-256"]
        == infos.map { "e00\($0.epoch) \($0.generatorSha256)" }.joined(separator: "\n"))
    #expect(texts["Delay"] == "70 ms")
  }

  @Test func frameIsTheSheetOfItsCheckpoint() throws {
    let run = try TemporaryRun(epochs: [1])
    #expect(try run.render.run(["progress"]).status == 0)
    #expect(try run.render.run(["grid"]).status == 0)
    #expect(try run.bytes(frame(1)) == run.bytes(plot("e001")))
  }

  @Test func secondRunDoesNothing() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    #expect(try run.render.run(small).status == 0)
    let result = try run.render.run(small)
    #expect(
      result
        == Program.Finished(
          status: 0, output: "",
          errors: "\(animation) and 2 more are up to date, nothing to do\n"))
    try FileManager.default.removeItem(atPath: "\(run.path)/\(frame(2))")
    #expect(try run.render.run(small).lines == [frame(2)])
    #expect(try run.render.run(small + ["--delay", "300"]).lines == [animation])
  }

  @Test func shorterAnimationRemovesTheFurtherFramesOnly() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3, 4])
    #expect(try run.render.run(small).status == 0)
    let foreign = ["frame_0009.png", "frame_x.png", "notes.txt", "frame_.png"]
    for name in foreign { try run.write([1, 2], to: "runs/mnist/frames/" + name) }
    let result = try run.render.run(small + ["--every", "3"])
    #expect(result.lines == [frame(1), frame(2), animation])
    #expect(
      result.errors == [3, 4].map { "removed \(frame($0)), a frame too many\n" }.joined())
    #expect(
      try run.names(in: "runs/mnist/frames")
        == (["frame_0001.png", "frame_0002.png"] + foreign).sorted())
  }

  @Test func damagedEpochIsLeftOut() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.damageEpoch(at: 0)
    for lines in [[frame(1), frame(2), animation], []] {
      let result = try run.render.run(small)
      #expect(result.status == 65)
      #expect(result.lines == lines)
    }
    #expect(
      try decodedPNG(run.bytes(frame(1))) == sheet(run, epoch: 2, rows: 1, columns: 2))
  }

  @Test func moreEpochsThanFitAreThinnedOut() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3, 4])
    // A sheet of 16352x4832, of which three fit.
    let large = ["progress", "--rows", "10", "--columns", "34", "--scale", "16"]
    let result = try run.render.run(large)
    #expect(result.status == 0)
    #expect(result.lines == [frame(1), frame(2), animation])
    #expect(
      result.errors == """
        an animation holds 3 frames of 16352x4832: of 4 epochs those are drawn that 2 divides, and \
        the last

        """)
  }

  @Test func theIntervalIsTheLeastThatFits() throws {
    let run = try TemporaryRun(epochs: Array(1...13))
    let archive = try ArchiveReader(path: run.archivePath)
    func interval(columns: Int, scale: Int) -> Int {
      ProgressAnimation.interval(
        fitting: SheetLayout(rows: 100, columns: columns, palette: .gray, scale: scale), of: archive
      )
    }
    #expect(interval(columns: 10, scale: 1) == 1)
    #expect(interval(columns: 10, scale: 5) == 2)
    #expect(interval(columns: 50, scale: 4) == 5)
    #expect(interval(columns: 100, scale: 5) == 20)
    #expect(interval(columns: 100, scale: 16) == 20)
  }

  @Test func placesCanBeChosen() throws {
    let run = try TemporaryRun(epochs: [1])
    let result = try run.render.run(small + ["--output", "a/b.apng", "--frames", "c"])
    #expect(result.lines == ["c/frame_0001.png", "a/b.apng"])
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
  }
}
