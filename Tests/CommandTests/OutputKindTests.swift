import Foundation
import TestSupport
import Testing

/// A mistaken path costs no other file: only what is of the kind that is written is replaced.
@Suite struct OutputKindTests {
  private func expectKept(
    _ name: String, in run: TemporaryRun, by program: Program, _ arguments: [String],
    _ wanted: String = "a PNG"
  ) throws {
    let before = (try run.fileNumber(name), try run.bytes(name))
    try program.expect(
      arguments, fails: 73,
      """
      error: '\(name)' is there and is not \(wanted), so it stays; name another output, or remove \
      it first
      """)
    #expect(try (run.fileNumber(name), run.bytes(name)) == before)
  }

  @Test func picturesReplacePicturesOnly() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.write("dear diary".utf8, to: "text.png")
    try FileManager.default.linkItem(
      atPath: run.archivePath, toPath: run.path + "/hard.png")
    let commands = [
      ["grid"], ["progress", "--frames", "f"], ["real"], ["compare", "--checkpoints", "1,first"],
      ["interpolate"],
    ]
    for name in ["hard.png", "text.png"] {
      for command in commands {
        try expectKept(name, in: run, by: run.render, command + ["--output", name])
      }
    }
    for (name, option, wanted) in [
      ("text.gif", "--output", "a GIF"), ("text.y4m", "--y4m", "a YUV4MPEG2 video"),
    ] {
      try run.write("dear diary".utf8, to: name)
      for command in ["progress", "interpolate"] {
        try expectKept(name, in: run, by: run.render, [command, option, name], wanted)
      }
    }
    // What has another suffix is not even looked at.
    for name in ["runs/mnist/checkpoints.tar", "data/mnist.safetensors"] {
      for command in commands {
        let before = (try run.fileNumber(name), try run.bytes(name))
        #expect(try run.render.run(command + ["--output", name]).status == 64)
        #expect(try (run.fileNumber(name), run.bytes(name)) == before)
      }
    }
    try run.write([], to: "a.png")
    #expect(try run.render.run(["--output", "a.png"]).status == 0)
    #expect(try run.render.run(["real", "--output", "a.png"]).status == 0)
    #expect(try run.render.run(["progress", "--output", "a.png"]).status == 0)
  }

  @Test func framesReplacePicturesOnly() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    try FileManager.default.createDirectory(
      atPath: run.path + "/f", withIntermediateDirectories: true)
    try run.write("second".utf8, to: "f/frame_e002.png")
    try expectKept("f/frame_e002.png", in: run, by: run.render, ["progress", "--frames", "f"])
    #expect(try run.names(in: "f") == ["frame_e002.png"])
  }

  @Test func theAnimationIsNoneOfItsFrames() throws {
    let run = try TemporaryRun(epochs: [1])
    for output in ["f/frame_e001.png", "./f/../f/frame_e001.png"] {
      try run.render.expect(
        ["progress", "--frames", "f", "--output", output], fails: 64,
        """
        error: the animation '\(output)' is to lie where the frame 'f/frame_e001.png' does; name \
        another --output
        """)
    }
  }

  @Test func samplesReplaceSamplesOnly() throws {
    let run = try TemporaryRun(epochs: [1])
    for (name, wanted) in [("text.npy", "a .npy file"), ("text.npz", "an npz file")] {
      try run.write("dear diary".utf8, to: name)
      try expectKept(
        name, in: run, by: run.render, ["samples", "--count", "1", "--output", name], wanted)
    }
    try FileManager.default.createDirectory(
      atPath: run.path + "/mine", withIntermediateDirectories: true)
    try run.write("dear diary".utf8, to: "mine/text")
    for content in [nil, "dear diary\n", "{}\n"] {
      if let content { try run.write(content.utf8, to: "mine/samples.json") }
      try run.render.expect(
        ["samples", "--count", "1", "--output", "mine"], fails: 73,
        """
        error: 'mine' has files that are no samples, so it stays; name another --output, or an empty \
        folder
        """)
    }
    #expect(try run.names(in: "mine") == ["samples.json", "text"])
  }

  @Test func theStoreReplacesStoresOnly() throws {
    let run = try TemporaryRun()
    try run.makeStore()
    let training = ["--batch-size", "8", "--latent-dim", "4", "--epochs", "1", "--quiet"]
    #expect(try run.train.run(training) == .quietly)
    try FileManager.default.createDirectory(
      atPath: run.path + "/idx", withIntermediateDirectories: true)
    for (name, count) in [("train", 3), ("t10k", 2)] {
      try run.write(
        idx([count, 28, 28], [UInt8](repeating: 7, count: count * 784)),
        to: "idx/\(name)-images-idx3-ubyte")
      try run.write(
        idx([count], [UInt8](repeating: 7, count: count)), to: "idx/\(name)-labels-idx1-ubyte")
    }
    let ingest = Program(built: "ingest", in: run.path)
    try run.write(try ingest.run(["idx", "--json", "--output", "b"]).output.utf8, to: "report")
    for name in [
      "runs/mnist/checkpoints.tar", "runs/mnist/state.safetensors", "runs/mnist/config.yaml",
      "runs/mnist/train.jsonl", "report",
    ] {
      try expectKept(
        name, in: run, by: ingest, ["idx", "--output", name], "a tensor store")
    }
    #expect(try ingest.run(["idx", "--output", "data/mnist.safetensors"]).status == 0)
  }

  @Test func theJudgeReplacesJudgesOnly() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.write("dear diary".utf8, to: "text")
    for name in ["runs/mnist/checkpoints.tar", "data/mnist.safetensors", "text"] {
      try expectKept(name, in: run, by: run.evaluate, ["judge", "--output", name], "a judge")
    }
  }

  @Test(arguments: [(0o022, 0o644, 0o755), (0o002, 0o664, 0o775), (0o077, 0o600, 0o700)])
  func newFilesAreWhatTheUmaskLeavesOfThem(umask: Int, file: Int, folder: Int) throws {
    let run = try TemporaryRun(epochs: [1])
    let result = try run.render.shell(
      "umask \(String(umask, radix: 8)); exec \"$0\" --output new/a.png")
    #expect(result.status == 0)
    for (name, mode) in [("new/a.png", file), ("new", folder)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(run.path)/\(name)")
      #expect(attributes[.posixPermissions] as? Int == mode)
    }
  }
}
