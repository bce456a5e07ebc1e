import Foundation
import Pictures
import TestSupport
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct RenderCurvesTests {
  private let svg = "runs/mnist/images/curves.svg"
  private let png = "runs/mnist/images/curves.png"

  /// A run of three epochs with a log, of which one line is of another version and one is hostile.
  private func loggedRun() throws -> TemporaryRun {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.writeLog(to: "runs/mnist/train.jsonl")
    return run
  }

  private func texts(_ name: String, in run: TemporaryRun) throws -> [String] {
    let document = try XMLDocument(data: Data(run.bytes(name)))
    return try document.nodes(forXPath: "//*[local-name()='text']").compactMap(\.stringValue)
  }

  @Test func theLogBecomesChartsAndASecondRunDoesNothing() throws {
    let run = try loggedRun()
    let result = try run.render.run(["curves"])
    #expect(result.status == 0 && result.lines == [svg])
    #expect(
      result.errors
        == "warning: 'runs/mnist/train.jsonl' has 1 line of another version, not drawn\n")
    let found = try texts(svg, in: run)
    for text in ["mnist", "Training", "Discriminator loss", "Right about written digits", "ln 2"] {
      #expect(found.contains(text), "\(text)")
    }
    #expect(!found.contains("Evaluation"))
    let bytes = try run.bytes(svg)
    let again = try run.render.run(["curves", "--quiet"])
    #expect(again == Program.Finished(status: 0, output: "", errors: ""))
    #expect(
      try run.render.run(["curves"]).errors.hasSuffix("\(svg) is up to date, nothing to do\n"))
    #expect(try run.bytes(svg) == bytes)
  }

  @Test func thePNGIsTwiceAsWideAndSaysWhatMadeIt() throws {
    let run = try loggedRun()
    #expect(try run.render.run(["curves", "--format", "png"]).lines == [png])
    let bytes = try run.bytes(png)
    // The width in IHDR, after the signature, the length and the name.
    #expect(Array(bytes[16..<20]) == [0, 0, 4, 176] as [UInt8], "1200")
    let found = try #require(readPNGText(bytes))
    #expect(found["Runs"] == "mnist")
    #expect(found["Software"]?.hasPrefix("handwriting-gan render ") == true)
    let again = try run.render.run(["curves", "--output", png, "--json", "--quiet"])
    #expect(
      again.output
        == "{\"changed\":false,\"failed\":[],\"removed\":[],\"unchanged\":[\"\(png)\"],\"written\":[]}\n"
    )
  }

  @Test func evaluationsAreDrawnOnceThereAreSome() throws {
    let run = try loggedRun()
    #expect(
      try run.evaluate.run(["--checkpoint", "all", "--samples", "20"] + run.withoutJudge).status
        == 0)
    #expect(try run.render.run(["curves"]).status == 0)
    let found = try texts(svg, in: run)
    for text in ["Evaluation", "Right about test images", "Area under the ROC curve"] {
      #expect(found.contains(text), "\(text)")
    }
  }

  @Test func severalRunsLieOverEachOther() throws {
    let run = try loggedRun()
    let hostile = "runs/<script>&\"'"
    try FileManager.default.copyItem(
      atPath: run.path + "/runs/mnist", toPath: "\(run.path)/\(hostile)")
    let arguments = ["curves", "--run", "runs/mnist", "--run", hostile, "--run", "./runs/mnist/"]
    try run.render.expect(
      arguments, fails: 64, "error: several runs have no place of their own; name one with --output"
    )
    #expect(try run.render.run(arguments + ["--output", "all.svg"]).lines == ["all.svg"])
    let found = try texts("all.svg", in: run)
    for text in ["mnist", "<script>&\"'", "mnist (2)"] { #expect(found.contains(text), "\(text)") }
  }

  @Test func standardOutputGetsTheSameBytes() throws {
    let run = try loggedRun()
    for (format, path) in [("svg", svg), ("png", png)] {
      #expect(try run.render.run(["curves", "--format", format, "--quiet"]) == .quietly)
      #expect(
        try run.render.shell("$0 curves --format \(format) --output - --quiet > a") == .quietly)
      #expect(try run.bytes("a") == run.bytes(path))
    }
    #expect(try run.render.run(["curves", "--output", "-", "--json"]).status == 64)
  }

  @Test func wrongUseIsRefused() throws {
    let run = try loggedRun()
    let complaints = [
      (["--output", ""], "--output is empty; name a path"),
      (["--run", ""], "--run is empty; name a folder"),
      (["--format", "gif"], "--format is 'gif'; it must be svg or png"),
      (
        ["--output", "a.gif"],
        "--output is 'a.gif', which is no name of an svg or png; let it end in .svg or .png"
      ),
      (
        ["--output", "a/b.svg", "--format", "png"],
        "--output is 'b.svg', which is no name of an png; let it end in .png"
      ),
      (
        Array(repeating: ["--run", "runs/mnist"], count: 7).flatMap { $0 },
        "--run is given 7 times; at most 6 can be told apart"
      ),
    ]
    for (arguments, complaint) in complaints {
      try run.render.expect(["curves"] + arguments, fails: 64, "error: \(complaint)")
    }
    try run.write(Array("mine".utf8), to: "mine.svg")
    #expect(try run.render.run(["curves", "--output", "mine.svg"]).status == 73)
    #expect(try run.bytes("mine.svg") == Array("mine".utf8))
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar", "train.jsonl"])
  }

  @Test func withoutNumbersThereIsNothingToDraw() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.render.expect(
      ["curves"], fails: 66,
      """
      error: there is nothing to draw: 'train.jsonl' and 'evaluation.jsonl' of 'mnist' have no record of \
      this version; run 'train' or 'evaluate' first
      """)
    #expect(try run.render.run(["curves", "--run", "none"]).status == 66)
  }
}

extension TemporaryRun {
  /// Writes a log of three epochs, with a line of another version and one of damage.
  func writeLog(to name: String) throws {
    var lines = (1...3).map { epoch in
      """
      {"accuracy_fake":0.\(epoch)5,"accuracy_real":0.5,"discriminator_loss":0.7\(epoch),"epoch":\(epoch),\
      "format_version":2,"generator_loss":0.6\(epoch),"note":"</script><script>","step":\(epoch * 3)}
      """
    }
    lines.append(#"{"epoch":9,"format_version":99,"name":"</script>"}"#)
    lines.append(#"{"epoch":1e999,"#)
    try write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
  }

  /// What `evaluate` takes where there is no judge.
  var withoutJudge: [String] { ["--no-judge"] }
}
