import CheckpointArchive
import Drawing
import Foundation
import Pictures
import TestSupport
import Testing

@Suite struct RenderProgressTests {
  private let animation = "runs/mnist/images/progress.apng"
  private let small = ["progress", "--rows", "1", "--columns", "2"]
  private let smallAnimation = "runs/mnist/images/progress_1x2.apng"

  private func smallFrame(_ epoch: Int) -> String { frame(epoch, "_1x2") }

  private func frame(_ epoch: Int, _ variant: String = "") -> String {
    "runs/mnist/frames/frame_e00\(epoch)\(variant).png"
  }

  @Test func framesAreTheSheetsOfAllCheckpoints() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    let result = try run.render.run(["progress", "--delay", "70"])
    #expect(result.status == 0)
    #expect(result.lines == [frame(1), frame(2), frame(3), animation])
    let pictures = try (1...3).map { try sheet(run, epoch: $0, label: "e00\($0) seed 1") }
    for (index, picture) in pictures.enumerated() {
      #expect(try decodedPNG(run.bytes(frame(index + 1))) == picture)
    }
    let bytes = try run.bytes(animation)
    let texts = try #require(readPNGText(bytes))
    let expected = try animatedPNGBytes(
      pictures.map(CompressedPicture.init), millisecondsPerFrame: 70, loops: 0,
      lastFrameMilliseconds: 2000,
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

  @Test func frameIsTheLabelledSheetOfItsCheckpoint() throws {
    let run = try TemporaryRun(epochs: [1])
    #expect(try run.render.run(["progress"]).status == 0)
    #expect(try run.render.run(["grid", "--label"]).status == 0)
    #expect(try run.bytes(frame(1)) == run.bytes(plot("e001", "_label")))
  }

  @Test func secondRunDoesNothing() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    #expect(try run.render.run(small).status == 0)
    let result = try run.render.run(small)
    #expect(
      result
        == Program.Finished(
          status: 0, output: "",
          errors: "\(smallAnimation) and 2 more are up to date, nothing to do\n"))
    try FileManager.default.removeItem(atPath: "\(run.path)/\(smallFrame(2))")
    #expect(try run.render.run(small).lines == [smallFrame(2)])
    #expect(try run.render.run(small + ["--delay", "300"]).lines == [smallAnimation])
  }

  @Test func shorterAnimationRemovesTheFurtherFramesOnly() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3, 4])
    #expect(try run.render.run(small).status == 0)
    let foreign = [
      "frame_e009.png", "frame_e009_1x2.png", "frame_e_1x2.png", "notes.txt", "frame_.png",
    ]
    for name in foreign { try run.write([1, 2], to: "runs/mnist/frames/" + name) }
    // Another animation's.
    try run.write(run.bytes(smallFrame(1)), to: frame(1))
    let result = try run.render.run(small + ["--every", "3"])
    #expect(result.lines == [smallAnimation])
    #expect(
      result.errors == [1, 2].map { "removed \(smallFrame($0)), a frame too many\n" }.joined()
        + "\(smallFrame(3)) and 1 more are up to date, nothing to do\n")
    #expect(
      try run.names(in: "runs/mnist/frames")
        == (["frame_e001.png", "frame_e003_1x2.png", "frame_e004_1x2.png"] + foreign).sorted())
  }

  @Test func damagedEpochIsLeftOut() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.damageEpoch(at: 0)
    for lines in [[smallFrame(2), smallFrame(3), smallAnimation], []] {
      let result = try run.render.run(small)
      #expect(result.status == 65)
      #expect(result.lines == lines)
    }
    #expect(
      try decodedPNG(run.bytes(smallFrame(2)))
        == sheet(run, epoch: 2, rows: 1, columns: 2, label: "e002 seed 1"))
  }

  @Test func moreEpochsThanFitAreThinnedOut() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3, 4])
    // A sheet of 16352x5024, of which three fit.
    let large = ["progress", "--rows", "10", "--columns", "34", "--scale", "16"]
    let result = try run.render.run(large)
    #expect(result.status == 0)
    let variant = "_10x34_scale16"
    #expect(
      result.lines == [
        frame(2, variant), frame(4, variant), "runs/mnist/images/progress\(variant).apng",
      ])
    #expect(
      result.errors == """
        an animation holds 3 frames of 16352x5024: of 4 epochs those are drawn that 2 divides, and \
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

  @Test func framesOfEarlierVersionsGo() throws {
    let run = try TemporaryRun(epochs: [1])
    #expect(try run.render.run(["progress"]).status == 0)
    try run.write(run.bytes(frame(1)), to: "runs/mnist/frames/frame_0001.png")
    let result = try run.render.run(["progress"])
    #expect(result.errors.hasPrefix("removed runs/mnist/frames/frame_0001.png, a frame too many\n"))
    #expect(try run.names(in: "runs/mnist/frames") == ["frame_e001.png"])
  }

  @Test func aGIFHasTheSameFrames() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    let gif = small + ["--output", "a.gif"]
    #expect(try run.render.run(gif).lines == [smallFrame(1), smallFrame(2), "a.gif"])
    let frames = try (1...2).map {
      try GIFFrame(sheet(run, epoch: $0, rows: 1, columns: 2, label: "e00\($0) seed 1"))
    }
    let bytes = try run.bytes("a.gif")
    let plain = animatedGIFBytes(frames, millisecondsPerFrame: 200, lastFrameMilliseconds: 2000)
    #expect(bytes.starts(with: plain.prefix(800)))
    let end = plain.count - 13 - 768 - 19
    #expect(bytes.suffix(end) == plain.suffix(end))
    #expect(
      try run.render.run(gif).errors
        == "\(smallFrame(1)) and 2 more are up to date, nothing to do\n")
  }

  @Test func videoHasTheSameFramesAndHoldsTheLast() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    for line in ["$0 $@ --y4m - > a.y4m", "$0 $@ --y4m a.y4m"] {
      let result = try run.render.startShell(line, small + ["--delay", "900"]).finish()
      #expect(result == .quietly)
      let pictures = try (1...2).map {
        try sheet(run, epoch: $0, rows: 1, columns: 2, label: "e00\($0) seed 1")
      }
      let video = Y4MVideo(
        width: pictures[0].width, height: pictures[0].height, millisecondsPerFrame: 900)
      let frames = [pictures[0]] + [Picture](repeating: pictures[1], count: 3)
      #expect(try run.bytes("a.y4m") == video.header + frames.flatMap(video.frame))
    }
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
    let line = "($0 $@ --y4m -; echo $? >code) | head -c 30 >/dev/null; exit $(cat code)"
    #expect(try run.render.startShell(line, small).finish().status == 0)
  }

  @Test func standardOutputTakesTheAnimation() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    #expect(try run.render.run(small).status == 0)
    let result = try run.render.startShell("$0 $@ --output - > a.apng", small).finish()
    #expect(result == .quietly)
    #expect(try run.bytes("a.apng") == run.bytes(smallAnimation))
  }

  @Test func placesCanBeChosen() throws {
    let run = try TemporaryRun(epochs: [1])
    let result = try run.render.run(small + ["--output", "a/b.apng", "--frames", "c"])
    #expect(result.lines == ["c/frame_e001_1x2.png", "a/b.apng"])
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
  }
}
