import CheckpointArchive
import Runs
import TestSupport
import Testing

@Suite struct BestCheckpointTests {
  private let run: TinyRun
  private let archive: ArchiveReader

  init() throws {
    run = try TinyRun()
    try run.train(epochs: 4)
    archive = try ArchiveReader(path: run.folder().archive)
  }

  /// A line of `evaluation.jsonl`.
  private func line(
    _ epoch: Int, _ distance: String?, samples: Int = 10, seed: Int = 1, judge: String = "j",
    version: Int = 3, members: [String: String]? = nil, isRaw: Bool = false
  ) -> String {
    let found = archive.epochs.first { $0.epoch == epoch }?.members ?? [:]
    let members = (members ?? found).sorted { $0.key < $1.key }
      .map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
    let raw = isRaw ? #""raw_generator":true,"# : ""
    let metric = distance.map { #""frechet_distance":\#($0),"# } ?? ""
    return
      #"{"conditions":{"data_sha256":"d","epoch":\#(epoch),"judge_sha256":"\#(judge)","#
      + #""members":{\#(members)},\#(raw)"samples":\#(samples),"seed":\#(seed)},"#
      + #""format_version":\#(version),"metrics":{\#(metric)"mean_pixel":0.1}}"#
  }

  private func best(_ lines: String...) throws -> Int {
    let text = lines.map { $0 + "\n" }.joined()
    try write(text.utf8, to: run.folder().evaluation)
    let found = try run.folder().checkpoints(named: "best", in: archive)
    return try #require(found.first).epoch
  }

  private var unknown: RunError {
    .notEvaluated(path: run.folder().evaluation, folder: run.folder().path)
  }

  @Test func itHasTheLowestDistance() throws {
    #expect(try best(line(1, "30.5"), line(2, "7"), line(3, "7.5"), line(4, "100")) == 2)
    #expect(try best(line(4, "1e9")) == 4)
    #expect(try best(line(1, "0"), line(2, "-1e-12")) == 2)
  }

  @Test func ofEqualOnesItIsTheEarlier() throws {
    #expect(try best(line(1, "8"), line(2, "7"), line(3, "7"), line(4, "7")) == 2)
  }

  @Test func otherNetworksDoNotCount() throws {
    let others = ["generator.safetensors": "0"]
    #expect(try best(line(1, "1", members: others), line(2, "8"), line(9, "1")) == 2)
  }

  @Test func otherVersionsAndRecordsWithoutADistanceDoNotCount() throws {
    #expect(try best(line(1, "1", version: 2), line(2, nil), line(3, "8"), line(4, "9")) == 3)
  }

  @Test func trainedGeneratorsDoNotCountWhereThereAreAveragedOnes() throws {
    #expect(try best(line(1, "1", isRaw: true), line(2, "2", isRaw: true), line(3, "8")) == 3)
  }

  @Test func measurementsAreNotMixed() throws {
    // Two judges: the one that saw most checkpoints counts, whatever the other says.
    #expect(
      try best(
        line(1, "8"), line(1, "1", judge: "k"), line(2, "7"), line(3, "6"), line(3, "5", judge: "k")
      )
        == 3)
    #expect(
      try best(line(1, "8", seed: 2), line(2, "7", seed: 2), line(3, "1", seed: 1)) == 2)
  }

  @Test func ofMeasurementsOfAsManyItIsTheLargerAndThenTheFirst() throws {
    #expect(
      try best(
        line(1, "1", samples: 10), line(1, "8", samples: 20), line(2, "9", samples: 10),
        line(2, "7", samples: 20)) == 2)
    #expect(
      try best(
        line(1, "1", seed: 1), line(1, "8", seed: 2), line(2, "9", seed: 1),
        line(2, "7", seed: 2)) == 1)
  }

  @Test func withoutAnEvaluationThereIsNone() throws {
    #expect(throws: unknown) { try run.folder().bestCheckpoint(in: archive) }
    #expect(throws: unknown) { try best(line(1, nil), line(2, "1", version: 2)) }
    #expect(unknown.kind == .inputMissing)
    #expect(
      unknown.description == """
        '\(run.folder().evaluation)' has no Frechet distance of a checkpoint of this run, so none is \
        known as the best; run 'evaluate --checkpoint all --run \(run.folder().path)' first
        """)
  }

  @Test func linesThatNothingCanBeMadeOfDoNotMatter() throws {
    #expect(
      try best(
        #"{"format_version":3}"#, #"{"format_version":3,"conditions":[],"metrics":{}}"#,
        #"{"format_version":3,"conditions":{"epoch":1e300},"metrics":{"frechet_distance":1}}"#,
        #"{"format_version":3,"conditions":{"epoch":2},"metrics":{"frechet_distance":1}}"#,
        line(1, "1e999"), line(2, #""1""#), line(3, "8")) == 3)
  }

  @Test func otherNamesAreTheArchives() throws {
    #expect(try run.folder().checkpoints(named: "first", in: archive).map(\.epoch) == [1])
    #expect(try run.folder().checkpoints(named: "e003", in: archive).map(\.epoch) == [3])
  }
}
