import CheckpointArchive
import Foundation
import Networks
import NeuralNetwork
import Pictures
import TestSupport
import Testing

@Suite struct RenderSamplesTests {
  private let header = 128

  /// The images `[count, 784]` of epoch 1, one by one.
  private func images(_ run: TemporaryRun, _ latents: [Float]) throws -> [Float] {
    let generator = try GeneratorModel(
      latentDimension: 10,
      tensors: ArchiveReader(path: run.archivePath).checkpoint(epoch: 1).generator,
      engine: Engine(threads: 1))
    return stride(from: 0, to: latents.count, by: 10).flatMap {
      generator.images(latents: Array(latents[$0..<$0 + 10]), count: 1)
    }
  }

  private func latents(_ count: Int, seed: UInt64 = 1) throws -> [Float] {
    try sampleLatents(seed: seed, count: count, dimension: 10, engine: Engine(threads: 1))
  }

  @Test func arraysHaveWhatTheGeneratorMakes() throws {
    let run = try TemporaryRun(epochs: [1])
    let samples = ["samples", "--count", "5", "--seed", "3"]
    let expected = try images(run, latents(5, seed: 3))
    #expect(try run.render.run(samples + ["--output", "a.npy"]).lines == ["a.npy"])
    #expect(try Array(run.bytes("a.npy").dropFirst(header)) == expected.map(Palette.gray.gray))
    let exact = samples + ["--float", "--output", "b.npy"]
    #expect(try run.render.run(exact).status == 0)
    #expect(
      try Array(run.bytes("b.npy").dropFirst(header)) == expected.withUnsafeBytes { Array($0) })
    #expect(try run.render.run(samples + ["--output", "a.npz"]).status == 0)
    let npz = try run.bytes("a.npz")
    #expect(npz.ranges(of: try run.bytes("a.npy")).count == 1)
  }

  @Test func piecesAndThreadsDoNotShow() throws {
    let run = try TemporaryRun(epochs: [1])
    let many = ["samples", "--count", "1500", "--float", "--output"]
    for threads in ["1", "2"] {
      #expect(try run.render.run(many + ["\(threads).npy", "--threads", threads]).status == 0)
    }
    #expect(try run.bytes("1.npy") == run.bytes("2.npy"))
    let last = try images(run, latents(1500).suffix(10))
    #expect(
      try Array(run.bytes("1.npy").suffix(4 * 784)) == last.withUnsafeBytes { Array($0) })
    #expect(
      try run.render.run(["samples", "--count", "30", "--float", "--output", "3.npy"]).status == 0)
    #expect(
      try run.bytes("3.npy").dropFirst(header)
        == run.bytes("1.npy").dropFirst(header).prefix(30 * 784 * 4))
  }

  @Test func aFolderHasAPNGForEachAndSaysWhatTheyAre() throws {
    let run = try TemporaryRun(epochs: [1])
    let folder = "runs/mnist/samples/e001_12_seed2"
    let samples = ["samples", "--count", "12", "--seed", "2"]
    #expect(try run.render.run(samples).lines == [folder])
    let expected = try images(run, latents(12, seed: 2))
    let names = try run.names(in: folder)
    #expect(names.count == 13 && names[0] == "sample_0000000.png" && names[12] == "samples.json")
    for image in 0..<12 {
      let pixels = expected[image * 784..<(image + 1) * 784].map(Palette.gray.gray)
      #expect(
        try decodedPNG(run.bytes("\(folder)/\(names[image])"))
          == Picture(width: 28, height: 28, pixels: pixels))
    }
    let info = try #require(ArchiveReader(path: run.archivePath).epochs.first)
    let instructionSet = try Kernels().name
    #expect(
      try String(decoding: run.bytes("\(folder)/samples.json"), as: UTF8.self) == """
        {"checkpoint":"e001","count":12,"file_count":12,"generator_sha256":"\(info.generatorSha256)",\
        "instruction_set":"\(instructionSet)","is_complete":true,"seed":2,\
        "software":"handwriting-gan render 0.3.0"}

        """)
    #expect(try run.render.run(samples).errors == "\(folder) is up to date, nothing to do\n")
  }

  @Test func aFolderIsFilledAgainWhenItLacksAnythingOrIsOfAnotherSet() throws {
    let run = try TemporaryRun(epochs: [1])
    let files = FileManager.default
    func samples(_ count: Int, _ more: String...) throws -> Program.Finished {
      try run.render.run(["samples", "--count", "\(count)", "--output", "s"] + more)
    }
    #expect(try samples(9).lines == ["s"])
    let first = try run.bytes("s/sample_0000004.png")
    try files.removeItem(atPath: run.path + "/s/sample_0000004.png")
    #expect(try samples(9).lines == ["s"])
    #expect(try run.bytes("s/sample_0000004.png") == first)
    // A link is replaced and not followed.
    try run.write([1], to: "target")
    try files.removeItem(atPath: run.path + "/s/sample_0000004.png")
    try files.createSymbolicLink(
      atPath: run.path + "/s/sample_0000004.png", withDestinationPath: "../target")
    #expect(try samples(5).lines == ["s"])
    #expect(try run.names(in: "s").count == 6 && run.bytes("target") == [1])
    #expect(try run.bytes("s/sample_0000004.png") == first)
    #expect(try samples(5, "--truncation", "0.5").lines == ["s"])
    #expect(try run.bytes("s/sample_0000004.png") != first)
    // As an interrupted run leaves it.
    let record = try String(decoding: run.bytes("s/samples.json"), as: UTF8.self)
    let interrupted = record.replacing("true", with: "false")
      .replacing("\"file_count\":5", with: "\"file_count\":7")
    try run.write(interrupted.utf8, to: "s/samples.json")
    try run.write([1], to: "s/sample_0000006.png")
    #expect(try samples(5, "--truncation", "0.5").lines == ["s"])
    #expect(try String(decoding: run.bytes("s/samples.json"), as: UTF8.self) == record)
    #expect(try run.names(in: "s").count == 6)
  }

  @Test func anInterruptionLeavesNoHalfFile() throws {
    let run = try TemporaryRun(epochs: [1])
    for output in ["a.npy", "folder"] {
      let command = try run.render.start([
        "samples", "--count", "10000000", "--output", "out/\(output)",
      ])
      let deadline = Date(timeIntervalSinceNow: 60)
      while (try? run.names(in: "out"))?.isEmpty ?? true {
        try #require(Date() < deadline)
        usleep(1000)
      }
      command.send(SIGTERM)
      let result = try command.finish()
      #expect(result.status == 143)
      #expect(
        result.errors == "stopped before the samples were whole; run the same command again\n")
      if output == "a.npy" {
        #expect(try run.names(in: "out") == [])
      } else {
        let record = try String(decoding: run.bytes("out/folder/samples.json"), as: UTF8.self)
        #expect(record.contains("\"is_complete\":false"))
      }
    }
  }
}
