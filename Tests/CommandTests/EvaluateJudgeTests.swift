import Foundation
import TestSupport
import Testing

@Suite struct EvaluateJudgeTests {
  private let run: TemporaryRun
  private let file = "data/judge.safetensors"

  init() throws {
    run = try TemporaryRun()
    try run.makeStore()
  }

  @Test func itIsMadeOnceBesideTheStore() throws {
    let made = try run.evaluate.run(["judge"])
    #expect(made.status == 0 && made.errors == "wrote \(file)\n")
    let form = #/\d+\.\d\d % of 50 test images known, 10 classes, data [0-9a-f]{12}/#
    #expect(made.lines.last?.wholeMatch(of: form) != nil, "\(made.output)")
    let names = ["images ", "training images ", "without class 0 ", "blurred ", "uniform noise "]
    #expect(made.lines.count == 6 && zip(made.lines, names).allSatisfy { $0.hasPrefix($1) })
    let number = try run.fileNumber(file)
    let again = try run.evaluate.run(["judge"])
    #expect(again.status == 0 && again.output == made.output)
    #expect(again.errors == "\(file) is up to date, nothing to do\n")
    #expect(try run.fileNumber(file) == number)
    #expect(try run.names(in: "data") == ["judge.safetensors", "mnist.safetensors"])
  }

  @Test func threadsDoNotChangeAByte() throws {
    for threads in 1...3 {
      let arguments = ["judge", "--quiet", "--threads", "\(threads)", "--output", "j\(threads)"]
      #expect(try run.evaluate.run(arguments) == .quietly)
    }
    let one = try run.bytes("j1")
    #expect(try run.bytes("j2") == one && run.bytes("j3") == one)
  }

  @Test func theResultIsALineOfJSON() throws {
    struct Row: Decodable {
      let name: String
      let report: [String: Double]
    }
    struct Result: Decodable {
      let calibration: [Row]
      let output: String
      let changed: Bool
      let classes: Int
      let confusion: [[Int]]
      let testAccuracy: Double
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    for isFirst in [true, false] {
      let result = try run.evaluate.run(["judge", "--json"])
      #expect(result.status == 0 && result.errors == "" && result.lines.count == 1)
      let json = try decoder.decode(Result.self, from: Data(result.output.utf8))
      #expect(json.output == file && json.changed == isFirst && json.classes == 10)
      #expect(json.confusion.joined().reduce(0, +) == 50)
      #expect(json.calibration.count == 4 && json.calibration.allSatisfy { $0.report.count == 15 })
      let known = (0..<10).reduce(0) { $0 + json.confusion[$1][$1] }
      #expect(json.testAccuracy == Double(known) / 50)
    }
  }

  @Test func aJudgeThatCannotBeUsedIsReplaced() throws {
    #expect(try run.evaluate.run(["judge", "--quiet"]) == .quietly)
    let whole = try run.bytes(file)
    func expectReplaced(_ fault: String) throws {
      let result = try run.evaluate.run(["judge"])
      #expect(result.status == 0)
      #expect(
        result.errors
          == "'\(file)' is \(fault), a new judge takes its place\nwrote \(file)\n")
    }
    var damaged = whole
    damaged[whole.count / 2] ^= 1
    try run.write(damaged, to: file)
    try expectReplaced("damaged")
    #expect(try run.bytes(file) == whole)
    try run.write(whole.prefix(whole.count / 2), to: file)
    try expectReplaced("damaged")
    #expect(try run.bytes(file) == whole)

    try run.makeStore(train: 41)
    try expectReplaced("of other data")
    #expect(try run.evaluate.run(["judge"]).errors.hasSuffix("up to date, nothing to do\n"))
  }

  @Test func aSignalLeavesNothing() throws {
    try run.makeStore(train: 20_000)
    let started = try run.evaluate.start(["judge"])
    usleep(1_000_000)
    started.send(SIGTERM)
    #expect(try started.finish() == .init(status: 143, output: "", errors: ""))
    #expect(try run.names(in: "data") == ["mnist.safetensors"])
  }

  @Test func withoutAStoreItSaysHowToGetOne() throws {
    try run.evaluate.expect(
      ["judge", "--data", "other"], fails: 66,
      "error: there is no tensor store 'other'; run 'ingest' to make it, or name another with --data"
    )
    try run.evaluate.expect(
      ["judge", "--output", ""], fails: 64, "error: --output is empty; name a file")
  }
}
