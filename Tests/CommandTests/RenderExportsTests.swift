import CheckpointArchive
import DurableFiles
import Foundation
import Safetensors
import TestSupport
import Testing

@Suite struct RenderExportsTests {
  private static let events = "runs/mnist/tensorboard/events.out.tfevents.0.handwriting-gan"

  /// Commands, with the files that they write by default.
  private static let outputs: [(arguments: [String], path: String)] = [
    (["onnx"], "runs/mnist/models/generator_e002.onnx"),
    (
      ["onnx", "--network", "discriminator", "--checkpoint", "first"],
      "runs/mnist/models/discriminator_e001.onnx"
    ),
    (["onnx", "--batch", "7"], "runs/mnist/models/generator_e002_batch7.onnx"),
    (["onnx", "--batch", "1", "--ascend"], "runs/mnist/models/generator_e002_batch1_ascend.onnx"),
    (["pytorch"], "runs/mnist/models/generator_e002.safetensors"),
    (["keras", "--network", "discriminator"], "runs/mnist/models/discriminator_e002.npz"),
    (["tensorboard"], events),
  ]

  private func json(_ result: Program.Finished) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any],
      "\(result.errors)")
  }

  @Test func everyOutputHasItsNameAndASecondRunLeavesIt() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    for (arguments, path) in Self.outputs {
      let first = try json(run.render.run(arguments + ["--json"]))
      #expect(first["written"] as? [String] == [path])
      let number = try run.fileNumber(path)
      let second = try json(run.render.run(arguments + ["--json"]))
      #expect(second["changed"] as? Bool == false)
      #expect(second["unchanged"] as? [String] == [path])
      #expect(try run.fileNumber(path) == number)
      #expect(try run.render.run(arguments + ["--quiet"]) == .quietly)
    }
  }

  @Test func theBytesDoNotDependOnTheThreads() throws {
    let run = try TemporaryRun(epochs: [1])
    for threads in ["1", "3"] {
      let result = try run.render.run(
        ["tensorboard", "--threads", threads, "--output", threads, "--quiet"])
      #expect(result == .quietly)
    }
    let name = "events.out.tfevents.0.handwriting-gan"
    #expect(try run.bytes("1/\(name)") == run.bytes("3/\(name)"))
  }

  @Test func modelsSayWhatTheyAreOf() throws {
    let run = try TemporaryRun(epochs: [1])
    let path = "runs/mnist/models/generator_e001.safetensors"
    #expect(try run.render.run(["pytorch", "--quiet"]) == .quietly)
    let info = try #require(ArchiveReader(path: run.archivePath).epochs.first)
    let metadata = try SafetensorsHeader(of: ReadableFile(path: "\(run.path)/\(path)")).metadata
    #expect(metadata["network_sha256"] == info.generatorSha256)
    #expect(metadata["epoch"] == "1" && metadata["network"] == "generator")
    #expect(metadata["run"]?.contains("\"latent_dim\":10") == true)
    #expect(metadata["software"] == "handwriting-gan render 0.3.0")
  }

  @Test func ascendsCommandFollowsThePath() throws {
    let run = try TemporaryRun(epochs: [1])
    #expect(
      try run.render.run(["onnx", "--ascend", "--output", "my model.onnx"]).lines == [
        "my model.onnx",
        "atc --framework=5 --model='my model.onnx' --input_shape=latent:1,10 "
          + "--soc_version=Ascend310 --output='my model'",
      ])
    let discriminator = try run.render.run(
      ["onnx", "--ascend", "--network", "discriminator", "--batch", "4", "--output", "d"])
    #expect(
      discriminator.lines.last
        == "atc --framework=5 --model=d --input_shape=image:4,1,28,28 --soc_version=Ascend310 "
        + "--output=d")
  }

  /// Standard output is a program, whether the file was written or there already.
  @Test func programsAreThoseOfTheREADME() throws {
    let run = try TemporaryRun(epochs: [1])
    let page = String(decoding: try bytes(at: Program.repository + "/README.md"), as: UTF8.self)
    for command in ["pytorch", "keras"] {
      let first = try run.render.run([command])
      let second = try run.render.run([command])
      #expect(first.output == second.output && first.status == 0)
      #expect(first.errors.hasPrefix("wrote runs/mnist/models/generator_e001."))
      #expect(second.errors.contains(" is up to date; "))
      let published = [
        ("e001", "e100"), ("(10, ", "(100, "), ("(10,)", "(100,)"), ("16, 10)", "16, 100)"),
      ].reduce(first.output) { $0.replacing($1.0, with: $1.1) }
      #expect(page.contains("```\n\(published)```\n"), "\(published)")
    }
  }

  @Test func wrongUseIsRefusedBeforeAnyWork() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    let names = "it must be generator or discriminator"
    let complaints = [
      (["onnx", "--batch", "0"], "--batch is '0'; it must be a whole number from 1 to 65536"),
      (["onnx", "--batch", "x"], "--batch is 'x'; it must be a whole number from 1 to 65536"),
      (["pytorch", "--network", "judge"], "--network is 'judge'; \(names)"),
      (
        ["onnx", "--output", "a.png"],
        "--output is 'a.png', but an ONNX model is written; end its name in .onnx"
      ),
      (
        ["pytorch", "--output", "a.pt"],
        "--output is 'a.pt', but a safetensors file is written; end its name in .safetensors"
      ),
      (
        ["keras", "--output", "a.h5"],
        "--output is 'a.h5', but an npz file is written; end its name in .npz"
      ),
      (["keras", "--output", ""], "--output is empty; name a path"),
      (
        ["onnx", "--output", "-"],
        "--output is '-', but an ONNX model is a file; name one, or leave the option out"
      ),
      (["tensorboard", "--output", ""], "--output is empty; name a path"),
      (["tensorboard", "--every", "0"], "--every is '0'; it must be a whole number from 1"),
    ]
    for (arguments, complaint) in complaints {
      try run.render.expect(arguments, fails: 64, "error: \(complaint)")
    }
    try run.render.expect(
      ["onnx", "--checkpoint", "all"], fails: 64,
      "error: --checkpoint has 'all', which stands for several checkpoints; name one of them")
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
  }

  @Test func otherFilesStay() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.write("mine".utf8, to: "mine")
    let wanted = [
      "onnx": "an ONNX model", "pytorch": "a file of weights for PyTorch",
      "keras": "a file of weights for Keras",
    ]
    for (command, kind) in wanted {
      for name in ["mine", "data/mnist.safetensors", "runs/mnist/checkpoints.tar"] {
        // A copy whose name says nothing.
        try run.write(try run.bytes(name), to: "copy")
        try run.render.expect(
          [command, "--output", "copy"], fails: 73,
          """
          error: 'copy' is there and is not \(kind) of this program, so it stays; name another \
          output, or remove it first
          """)
        #expect(try run.bytes("copy") == run.bytes(name))
      }
    }
    try FileManager.default.createDirectory(
      atPath: run.path + "/log", withIntermediateDirectories: true)
    try run.write("mine".utf8, to: "log/events.out.tfevents.0.handwriting-gan")
    try run.render.expect(
      ["tensorboard", "--output", "log"], fails: 73,
      """
      error: 'log/events.out.tfevents.0.handwriting-gan' is there and is not a file of \
      TensorBoard's events, so it stays; name another output, or remove it first
      """)
  }

  @Test func unusableNetworksAreNamed() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.append(epoch: 2, spoiled: "conv1.bias")
    for command in ["onnx", "pytorch", "keras"] {
      let result = try run.render.run([command, "--network", "discriminator"])
      #expect(result.status == 65 && result.errors.hasPrefix("error: checkpoint e002: "))
      #expect(result.errors.filter(\.isNewline).count == 1)
    }
    #expect(try run.names(in: "runs/mnist/models") == [])
  }

  @Test func damagedEpochsHaveNoDigitsAndAreNamed() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.damageEpoch(at: 1)
    let result = try run.render.run(["tensorboard"])
    #expect(result.status == 65)
    #expect(result.errors.contains("e002"))
    let file = try run.bytes(Self.events)
    #expect(file.ranges(of: Array("digits".utf8)).count == 2)
  }

  @Test func eventsSayWhatTheirTimesAre() throws {
    let run = try TemporaryRun(epochs: [1])
    let unknown = try run.render.run(["tensorboard"])
    #expect(unknown.lines == [Self.events])
    #expect(
      unknown.errors == """
        all times are 0, as 'runs/mnist/train.jsonl' does not tell how long each epoch took
        see it with 'tensorboard --logdir runs/mnist/tensorboard'

        """)
    try run.write(
      """
      {"accuracy_fake":0.5,"accuracy_real":0.5,"discriminator_loss":0.75,"epoch":1,\
      "format_version":2,"generator_loss":0.7,"seconds":2.5,"step":3}
      """.utf8, to: "runs/mnist/train.jsonl")
    let known = try run.render.run(["tensorboard"])
    #expect(known.lines == [Self.events])
    #expect(known.errors.hasPrefix("times are the seconds of training, counted from 0\n"))
    let file = try run.bytes(Self.events)
    // The event's time and step.
    #expect(!file.ranges(of: [0x09, 0, 0, 0, 0, 0, 0, 0x04, 0x40, 0x10, 1]).isEmpty)
    // The loss is a float.
    let tag = Array("training/discriminator_loss".utf8)
    #expect(!file.ranges(of: [0x0A, UInt8(tag.count)] + tag + [0x15, 0, 0, 0x40, 0x3F]).isEmpty)
  }
}
