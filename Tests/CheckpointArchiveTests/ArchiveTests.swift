import DurableFiles
import Experiment
import Foundation
import TestSupport
import Testing

@testable import CheckpointArchive

@Suite struct ArchiveTests {
  @Test func readsBackWhatWasAppended() throws {
    let folder = try TemporaryFolder()
    let appender = try ArchiveAppender(path: folder.archive)
    try appender.append(image(epoch: 1))
    try appender.append(image(epoch: 2))
    let reader = try ArchiveReader(path: folder.archive)
    #expect(reader.epochs.map(\.epoch) == [1, 2])
    #expect(reader.warning == nil)
    let checkpoint = try reader.checkpoint(epoch: 2)
    #expect(checkpoint.name == "e002")
    #expect(checkpoint.info.step == 6)
    #expect(checkpoint.info.members == (try image(epoch: 2)).info.members)
    #expect(try checkpoint.generator[0].tensor.elements[3] == 6.5)
    #expect(try checkpoint.discriminator[0].tensor.shape == [20])
  }

  @Test func continuedArchiveEqualsOneMadeInOneGo() throws {
    let folder = try TemporaryFolder()
    for epoch in 1...3 {
      try ArchiveAppender(path: folder.archive).append(image(epoch: epoch))
    }
    #expect(try bytes(at: folder.archive) == wholeArchive(epochs: 3))
  }

  @Test func tarListsTheMembersInOrder() throws {
    let folder = try TemporaryFolder()
    try write(wholeArchive(epochs: 2), to: folder.archive)
    let tar = try Program(path: "/usr/bin/env", in: folder.path).run(["tar", "tf", folder.archive])
    #expect(tar.status == 0)
    #expect(
      tar.lines == [
        "e001/generator.safetensors", "e001/discriminator.safetensors", "e001/checkpoint.json",
        "e002/generator.safetensors", "e002/discriminator.safetensors", "e002/checkpoint.json",
      ])
  }

  @Test func namesResolve() throws {
    let folder = try TemporaryFolder()
    try write(wholeArchive(epochs: 3), to: folder.archive)
    let reader = try ArchiveReader(path: folder.archive)
    #expect(try reader.resolve("e002").map(\.epoch) == [2])
    #expect(try reader.resolve("last").map(\.epoch) == [3])
    #expect(try reader.resolve("all").map(\.epoch) == [1, 2, 3])
    for name in ["2", "e2", "e0002", "002", "E002"] {
      #expect(try reader.resolve(name).map(\.epoch) == [2])
    }
    #expect(try reader.resolve("first").map(\.epoch) == [1])
    for name in ["e999", "e", "../e002"] {
      #expect(
        throws: ArchiveError.unknownCheckpoint(path: folder.archive, name: name, found: [1, 2, 3])
      ) { try reader.resolve(name) }
    }
  }

  @Test(arguments: [
    ([7], "e007"), ([1, 2], "e001 to e002"), (Array(1...101), "e001 to e101"),
    ([10, 20, 30], "3 of e010 to e030"),
  ])
  func whatAnArchiveHasIsToldAsARange(epochs: [Int], range: String) {
    let error = ArchiveError.unknownCheckpoint(path: "a", name: "x", found: epochs)
    #expect(
      error.description
        == "'a' has no checkpoint 'x'; it has \(range), which 'evaluate --list' lists, or say first, "
        + "last, best or all")
  }

  @Test func otherFilesAreRefused() throws {
    let folder = try TemporaryFolder()
    try write(Array("<!DOCTYPE html>".utf8), to: folder.archive)
    #expect(throws: ArchiveError.notAnArchive(path: folder.archive)) {
      try ArchiveReader(path: folder.archive)
    }
    #expect(throws: ArchiveError.notAnArchive(path: folder.archive)) {
      try ArchiveAppender(path: folder.archive)
    }
    #expect(try bytes(at: folder.archive) == Array("<!DOCTYPE html>".utf8))
    try write([], to: folder.archive)
    #expect(throws: ArchiveError.noWholeEpoch(path: folder.archive)) {
      try ArchiveReader(path: folder.archive)
    }
    #expect(throws: ArchiveError.missing(path: folder.path + "/none")) {
      try ArchiveReader(path: folder.path + "/none")
    }
  }

  @Test func olderEpochComparesWithItsBytes() throws {
    let folder = try TemporaryFolder()
    try write(wholeArchive(epochs: 2), to: folder.archive)
    let appender = try ArchiveAppender(path: folder.archive)
    #expect(try appender.holds(image(epoch: 1)))
    #expect(try !appender.holds(image(epoch: 3)))
    var changed = try wholeArchive(epochs: 2)
    changed[512] ^= 1  // In e001's first member, whose epoch is then refused.
    try write(changed, to: folder.archive)
    #expect(throws: ArchiveError.self) { try ArchiveAppender(path: folder.archive) }
  }

  @Test func numbersThatNoRunHasAreRefused() throws {
    let run = try image(epoch: 1).info.run
    func info(epoch: Int, step: Int = 3, latentDim: Int = 100) -> CheckpointInfo {
      var options = run.options
      options.latentDim = latentDim
      return CheckpointInfo(
        epoch: epoch, step: step, discriminatorLoss: 1, generatorLoss: 1, accuracyReal: 1,
        accuracyFake: 1,
        run: RunIdentity(
          dataSha256: run.dataSha256, instructionSet: run.instructionSet, options: options,
          toolVersion: run.toolVersion)
      ).with(members: ["generator.safetensors": "none"])
    }
    #expect(try CheckpointInfo(text: Array(info(epoch: 100_000).text().utf8)) != nil)
    for wrong in [
      info(epoch: 0), info(epoch: -1), info(epoch: .max), info(epoch: 1, step: 0),
      info(epoch: 1, latentDim: 1 << 40),
    ] {
      #expect(try CheckpointInfo(text: Array(wrong.text().utf8)) == nil, "\(wrong)")
    }
  }

  @Test func epochIsRebuiltFromItsRecordedText() throws {
    let original = try image(epoch: 4)
    let folder = try TemporaryFolder()
    try ArchiveAppender(path: folder.archive).append(original)
    let stored = try ArchiveReader(path: folder.archive).checkpoint(epoch: 4)
    let rebuilt = try EpochImage(
      infoText: original.infoText,
      networks: [
        (NetworkName.generator, stored.generator),
        (NetworkName.discriminator, stored.discriminator),
      ], path: "test")
    #expect(rebuilt?.bytes == original.bytes)
    #expect(
      try EpochImage(
        infoText: original.infoText,
        networks: [
          (NetworkName.generator, stored.discriminator),
          (NetworkName.discriminator, stored.generator),
        ], path: "test") == nil)
  }
}
