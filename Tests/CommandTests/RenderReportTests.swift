import CheckpointArchive
import Foundation
import TestSupport
import Testing

@Suite struct RenderReportTests {
  private let path = "runs/mnist/images/report.html"

  private func page(_ run: TemporaryRun, _ name: String? = nil) throws -> String {
    String(decoding: try run.bytes(name ?? path), as: UTF8.self)
  }

  /// The JSON of the page's data.
  private func data(of page: String) throws -> [String: Any] {
    let start = try #require(page.range(of: "<script type=\"application/json\" id=\"data\">"))
    let rest = page[start.upperBound...]
    let end = try #require(rest.range(of: "</script>"))
    let object = try JSONSerialization.jsonObject(with: Data(rest[..<end.lowerBound].utf8))
    return try #require(object as? [String: Any])
  }

  private func epochs(of page: String) throws -> [String] {
    let epochs = try #require(try data(of: page)["epochs"] as? [[String: Any]])
    return epochs.compactMap { $0["name"] as? String }
  }

  @Test func aRunWithoutEvaluationHasAPageThatSaysWhatIsMissing() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    let result = try run.render.run(["report"])
    #expect(result == Program.Finished(status: 0, output: path + "\n", errors: ""))
    let text = try page(run)
    #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(
      text.contains(
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"))
    for part in [
      "Trained to e003 and not evaluated", "<code>evaluate --run mnist --checkpoint all</code>",
      "<code>evaluate judge</code>", "There are no records of this version in train.jsonl.",
      "<pre><code>render report --run mnist</code></pre>",
    ] { #expect(text.contains(part), "\(part)") }
    #expect(try epochs(of: text) == ["e001", "e002", "e003"])
    #expect(!text.contains("{{") && !text.contains(run.path) && !text.contains("runs/"))
    #expect(
      !text.contains("http://")
        || text.ranges(of: "http://").count == text.ranges(of: "xmlns=\"http://").count)
    // Each picture has words for those who do not see it.
    #expect(text.ranges(of: "<img ").count == text.ranges(of: /<img [^>]*alt="[^"]+"/).count)
  }

  @Test func aSecondRunDoesNothingAndAnyThreadCountGivesTheSame() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    #expect(try run.render.run(["report", "--threads", "1"]).lines == [path])
    let bytes = try run.bytes(path)
    let again = try run.render.run(["report", "--threads", "3"])
    #expect(again.lines == [] && again.errors == "\(path) is up to date, nothing to do\n")
    #expect(try run.render.run(["report", "--seed", "2"]).lines == [path])
    #expect(try run.bytes(path) != bytes)
    #expect(try page(run).contains("render report --run mnist --seed 2"))
  }

  @Test func standardOutputGetsTheSameBytes() throws {
    let run = try TemporaryRun(epochs: [1])
    #expect(try run.render.run(["report", "--quiet"]) == .quietly)
    #expect(try run.render.shell("$0 report --output - --quiet > a") == .quietly)
    #expect(try run.bytes("a") == run.bytes("runs/mnist/images/report.html"))
    #expect(try run.render.run(["report", "--output", "-", "--json"]).status == 64)
  }

  @Test func damagedEpochsAreNamedAndKeepTheirNumbers() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.damageEpoch(at: 1)
    let result = try run.render.run(["report"])
    #expect(result.status == 65 && result.lines == [path])
    #expect(result.errors.contains("e002"))
    let text = try page(run)
    #expect(try epochs(of: text) == ["e001", "e002", "e003"])
    let runs = try #require(try data(of: text)["runs"] as? [[String: Any]])
    #expect(runs[0]["left_out"] as? [String] == ["e002"])
    #expect((runs[0]["pictures"] as? [String: Any])?.keys.sorted() == ["e001", "e003"])
  }

  @Test func logsAndEvaluationsBecomeChartsAndTables() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.writeLog(to: "runs/mnist/train.jsonl")
    #expect(
      try run.evaluate.run(["--checkpoint", "e002", "--samples", "20"] + run.withoutJudge).status
        == 0)
    #expect(try run.render.run(["report", "--quiet"]).status == 0)
    let text = try page(run)
    for part in [
      "<caption>Training of mnist</caption>", "<caption>Evaluation of mnist</caption>",
      "aria-label=\"Discriminator loss\"", "aria-label=\"Area under the ROC curve\"",
      "The discriminator of e002 is right about",
    ] { #expect(text.contains(part), "\(part)") }
    // What is in the log beside numbers is not in the page.
    #expect(text.ranges(of: "</script>").count == 2)
  }

  @Test func namesAreTextEverywhere() throws {
    let run = try TemporaryRun(epochs: [1])
    let name = "<img src=x onerror=alert(1)>\"'& {{data}}"
    try FileManager.default.moveItem(
      atPath: run.path + "/runs/mnist", toPath: "\(run.path)/runs/\(name)")
    let folder = "runs/\(name)"
    #expect(try run.render.run(["report", "--run", folder]).status == 0)
    let text = try page(run, "\(folder)/images/report.html")
    #expect(!text.contains("<img src=x"))
    #expect(
      text.contains("Report of the run &lt;img src=x onerror=alert(1)&gt;&quot;'&amp; {{data}}"))
  }

  @Test func severalRunsLieSideBySide() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    try FileManager.default.copyItem(
      atPath: run.path + "/runs/mnist", toPath: run.path + "/runs/other")
    try run.append(epoch: 3)
    let arguments = ["report", "--run", "runs/mnist", "--run", "runs/other"]
    try run.render.expect(
      arguments, fails: 64, "error: several runs have no place of their own; name one with --output"
    )
    #expect(try run.render.run(arguments + ["--output", "both.html"]).lines == ["both.html"])
    let text = try page(run, "both.html")
    #expect(text.contains("<title>Report of mnist and other</title>"))
    #expect(text.ranges(of: " data-run=\"").count == 2)
    #expect(try epochs(of: text) == ["e001", "e002", "e003"])
    // The page opens at an epoch that both have.
    #expect(try data(of: text)["first_shown"] as? String == "e002")
    #expect(
      text.contains("render report --run mnist --run other --output report.html"))
  }

  @Test func withoutDataThereAreNoNearestImages() throws {
    let run = try TemporaryRun(epochs: [1])
    #expect(try run.render.run(["report", "--quiet"]).status == 0)
    #expect(try page(run).contains("<figure data-picture=\"nearest\""))
    let result = try run.render.run(["report", "--data", "none", "--output", "without.html"])
    #expect(result.status == 0)
    let text = try page(run, "without.html")
    #expect(!text.contains("<figure data-picture=\"nearest\""))
    #expect(text.contains("There is no data, so there are no nearest training images"))
    try run.makeStore(train: 30)
    #expect(try run.render.run(["report", "--output", "other.html"]).status == 0)
    #expect(try page(run, "other.html").contains("The data is not that of mnist"))
  }

  @Test func somebodyElsesPageStays() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.write(Array("<!DOCTYPE html>mine".utf8), to: "mine.html")
    try run.render.expect(
      ["report", "--output", "mine.html"], fails: 73,
      "error: 'mine.html' is there and is not a page of this program, so it stays; name another output, or remove it first"
    )
    #expect(try run.render.run(["report", "--run", "none"]).status == 66)
    #expect(try run.render.run(["report", "--seed", "-1"]).status == 64)
  }
}
