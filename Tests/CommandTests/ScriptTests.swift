import Foundation
import TestSupport
import Testing

/// The scripts' answers to `--help` and to arguments that they do not know.
@Suite struct ScriptTests {
  /// Every script of a user or a developer, by its path from the root.
  static let scripts = [".ci", "tools", "pipeline", "Benchmarks"].flatMap { folder in
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: "\(Program.repository)/\(folder)")
    return (names ?? []).map { "\(folder)/\($0)" }.sorted().filter { isScript($0) }
  }

  /// Whether it is started by its name: modules and recipes are not.
  private static func isScript(_ name: String) -> Bool {
    let path = "\(Program.repository)/\(name)"
    return (try? bytes(at: path).starts(with: Array("#!".utf8))) == true
      && FileManager.default.isExecutableFile(atPath: path)
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs a script where nothing is on the path but what printing takes, so that it fails when it
  /// begins to work.
  private func run(_ script: String, _ arguments: String...) throws -> Program.Finished {
    let tools = try TemporaryFolder()
    // The file of Python itself, as its name may stand for a script that finds it.
    let paths = ["bash", "cat", "dirname"].map { ($0, "command -v \($0)") }
    for (name, line) in paths + [("python3", "python3 -c 'import sys; print(sys.executable)'")] {
      let found = try Program(path: "/bin/sh", in: folder.path).run(["-c", line])
      try FileManager.default.createSymbolicLink(
        atPath: tools.file(name), withDestinationPath: #require(found.lines.first))
    }
    return try Program(path: "\(Program.repository)/\(script)", in: folder.path)
      .run(arguments, environment: ["PATH": tools.path])
  }

  @Test func thereAreScripts() {
    #expect(Self.scripts.contains("tools/distclean"))
    #expect(Self.scripts.contains("pipeline/retrain"))
    #expect(Self.scripts.contains("Benchmarks/bench-peers"))
  }

  @Test(arguments: scripts, ["--help", "-h"])
  func helpIsPrintedAndNothingDone(script: String, option: String) throws {
    let result = try run(script, option)
    #expect(result.status == 0)
    #expect(result.errors == "")
    #expect(result.output.contains("usage: \(script)"))
    #expect(result.output.lowercased().contains("exit codes: "))
    #expect(try folder.names().isEmpty)
  }

  @Test(arguments: scripts) func helpIsNoArgumentOfAnother(script: String) throws {
    let result = try run(script, "--yes", "--help")
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.contains("usage: \(script)"))
    #expect(try folder.names().isEmpty)
  }

  @Test(arguments: [
    ("tools/fuzz", ["99999999999999999999"]), ("tools/bench", ["--steps", "99999999999999999999"]),
    ("pipeline/subset", ["store", "folder", "99999999999999999999", "1"]),
  ])
  func numbersOfManyDigitsAreRefused(script: String, arguments: [String]) throws {
    let result = try Program(path: "\(Program.repository)/\(script)", in: folder.path)
      .run(arguments)
    #expect(result.status == 64 && result.output == "")
    #expect(
      result.errors.contains("'99999999999999999999'") && result.errors.contains("1...999999999"))
    #expect(result.errors.filter(\.isNewline).count == 1)
    #expect(try folder.names().isEmpty)
  }

  @Test(arguments: scripts, ["--nonsense", "nonsense"])
  func unknownArgumentsAreRefusedInOneLine(script: String, argument: String) throws {
    let result = try run(script, argument)
    let name = try #require(script.split(separator: "/").last)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("\(name): "), "\(result.errors)")
    #expect(result.errors.hasSuffix("; see \(script) --help\n"), "\(result.errors)")
    #expect(result.errors.filter(\.isNewline).count == 1)
    #expect(try folder.names().isEmpty)
  }

  private func make(_ arguments: String...) throws -> Program.Finished {
    try Program(path: "/usr/bin/env", in: Program.repository).run(["make"] + arguments)
  }

  @Test func makeTakesNamesWithSpacesAndQuotes() throws {
    let result = try make("-n", "all", "SWIFT=true", "RUN=my run", "DATA=it's", "EPOCHS=3")
    #expect(result.status == 0)
    #expect(
      result.lines.contains(
        #"'.build/release'/train --recipe 'pipeline/mnist.yaml' --epochs '3' --run 'my run' --data 'it'\''s'"#
      ), "\(result.output)")
    #expect(
      result.lines.contains("'.build/release'/render progress --run 'my run'"), "\(result.output)")
  }

  /// `evaluate` comes behind training, after hours.
  @Test func makeLooksForTestImagesBeforeItTrains() throws {
    for rule in ["all", "demo"] {
      let result = try make("-n", rule, "SWIFT=true")
      let stages = result.lines.filter { $0.hasPrefix("'.build/release'/") }
      #expect(stages.first?.hasPrefix("'.build/release'/ingest ") == true, "\(stages)")
      #expect(stages.first?.hasSuffix(" --require-test") == true, "\(stages)")
      #expect(stages.dropFirst().first?.contains("/evaluate judge") == true, "\(stages)")
      let training = stages.firstIndex { $0.contains("/train ") } ?? .max
      #expect(stages.dropFirst(training).contains { $0.contains("/evaluate ") }, "\(stages)")
    }
  }

  @Test func makeNamesVariablesThatItDoesNotKnow() throws {
    let result = try make("-n", "train", "SWIFT=true", "EPOCH=3")
    #expect(result.status == 2 && result.output == "")
    #expect(
      result.errors.contains("unknown variable EPOCH; there are SOURCE DATA RUN RECIPE EPOCHS "))
  }

  @Test(arguments: ["0", "", "2x", "-1", "1 2"])
  func makeRefusesAnIntervalBeforeItTrains(every: String) throws {
    let result = try make("-n", "all", "SWIFT=true", "EVERY=\(every)")
    #expect(result.status == 2 && result.output == "")
    #expect(result.errors.contains("EVERY is '\(every)'; it must be a whole number from 1"))
  }

  /// The flag is what the compiler would otherwise get on a terminal only, and rebuild all for.
  @Test func makeBuildsTheSameOnATerminalAndElsewhere() throws {
    for rule in ["build", "test"] {
      let result = try make("-n", rule)
      #expect(
        result.lines.contains { $0.hasPrefix("swift ") && $0.hasSuffix(" --no-color-diagnostics") })
    }
  }

  /// The rules are those of `.PHONY`, the variables those in capitals.
  @Test func makeHelpListsEveryRuleAndVariable() throws {
    let makefile = String(
      decoding: try bytes(at: Program.repository + "/Makefile"), as: UTF8.self)
    let help = try Program(path: "/usr/bin/env", in: Program.repository).run(["make", "help"])
    #expect(help.status == 0)
    let phony = try #require(makefile.firstMatch(of: #/\.PHONY:((?:.*\\\n)*.*)/#)).output.1
    let rules = phony.split { $0.isWhitespace || $0 == "\\" }
    #expect(rules.count > 10)
    for rule in rules {
      #expect(help.lines.contains { $0.hasPrefix("  \(rule) ") }, "\(rule)")
    }
    let variables = makefile.matches(of: #/(?m)^([A-Z]+) = ?(.*)$/#)
    #expect(variables.count > 5)
    for variable in variables {
      let (_, name, value) = variable.output
      let line = help.lines.first { $0.hasPrefix("  \(name) ") } ?? ""
      #expect(!line.isEmpty, "\(name)")
      #expect(value.isEmpty || line.hasSuffix("(default: \(value))"), "\(line)")
    }
  }
}
