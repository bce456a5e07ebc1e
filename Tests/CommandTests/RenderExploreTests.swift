import CheckpointArchive
import Foundation
import Networks
import NeuralNetwork
import TestSupport
import Testing

@Suite struct RenderExploreTests {
  private struct PageData: Decodable {
    struct Epoch: Decodable {
      let name: String
      let coarse: Bool
    }
    struct Check: Decodable {
      let seed, latent, image: String
      let logit: Float
    }
    let dimension: Int
    let epochs: [Epoch]
    let directions, written: String
    let check: Check
  }

  private func page(_ run: TemporaryRun, _ name: String = "runs/mnist/images/explore.html") throws
    -> String
  {
    String(decoding: try run.bytes(name), as: UTF8.self)
  }

  private func data(_ page: String) throws -> PageData {
    let start = try #require(page.range(of: "<script type=\"application/json\" id=\"data\">"))
    let end = try #require(page[start.upperBound...].range(of: "</script>"))
    return try JSONDecoder().decode(
      PageData.self, from: Data(page[start.upperBound..<end.lowerBound].utf8))
  }

  private func floats(_ text: String) throws -> [Float] {
    let bytes = try #require(Data(base64Encoded: text))
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
    }
  }

  @Test func thePageHasTheCheckpointAndOthersBesideIt() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    let result = try run.render.run(["explore", "--checkpoint", "2"])
    #expect(result.lines == ["runs/mnist/images/explore.html"], "\(result.errors)")
    let page = try page(run)
    #expect(page.utf8.count <= 6_000_000)
    let data = try data(page)
    #expect(data.dimension == TemporaryRun.latentDimension)
    #expect(data.epochs.map(\.name) == ["e001", "e002", "e003"])
    #expect(data.epochs.map(\.coarse) == [true, false, true])
    #expect(try floats(data.directions).count == 8 * TemporaryRun.latentDimension)
    #expect(Data(base64Encoded: data.written)?.count == 40 * 784)
  }

  @Test func whatThePageHasToComputeIsWhatRenderDraws() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    #expect(try run.render.run(["explore"]).status == 0)
    let check = try data(page(run)).check
    #expect(check.seed == "1")
    let checkpoint = try ArchiveReader(path: run.archivePath).checkpoint(epoch: 2)
    let dimension = TemporaryRun.latentDimension
    let engine = try Engine(threads: 1)
    let latent = sampleLatents(seed: 1, count: 1, dimension: dimension, engine: engine)
    let image = try GeneratorModel(
      latentDimension: dimension, tensors: checkpoint.generator, engine: engine
    ).images(latents: latent, count: 1)
    let logits = try DiscriminatorModel(
      filters: 64, tensors: checkpoint.discriminator, engine: engine
    )
    .logits(images: image, count: 1)
    #expect(try floats(check.latent) == latent)
    expectSame(try floats(check.image), image, "the image")
    #expect([check.logit] == logits)
  }

  @Test func theSamePageIsNotWrittenAgain() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    #expect(try run.render.run(["explore", "--threads", "1"]).status == 0)
    let first = try (
      run.bytes("runs/mnist/images/explore.html"), run.fileNumber("runs/mnist/images/explore.html")
    )
    let again = try run.render.run(["explore", "--threads", "2"])
    #expect(again.errors == "runs/mnist/images/explore.html is up to date, nothing to do\n")
    #expect(try run.fileNumber("runs/mnist/images/explore.html") == first.1)
    #expect(try run.render.run(["explore", "--output", "again.html"]).status == 0)
    expectSame(try run.bytes("again.html"), first.0, "the page made again")
    try run.makeStore(test: 7)
    let changed = try run.render.run(["explore"])
    #expect(changed.lines == ["runs/mnist/images/explore.html"], "\(changed.errors)")
  }

  @Test(arguments: [(50, 40, "test"), (7, 7, "test"), (0, 40, "training")])
  func writtenDigitsAreTestImagesWhereThereAre(count: Int, expected: Int, part: String) throws {
    let run = try TemporaryRun(epochs: [1])
    try run.makeStore(test: count)
    #expect(try run.render.run(["explore"]).status == 0)
    let page = try page(run)
    #expect(try Data(base64Encoded: data(page).written)?.count == expected * 784)
    #expect(page.contains("written by hand (\(part) images of the data)"))
  }

  @Test func damageElsewhereIsNamedAndLeftOut() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.damageEpoch(at: 1)
    let result = try run.render.run(["explore"])
    #expect(result.status == 65)
    #expect(result.lines == ["runs/mnist/images/explore.html"])
    #expect(result.errors.contains("e002"), "\(result.errors)")
    #expect(try data(page(run)).epochs.map(\.name) == ["e001", "e003"])
  }

  @Test func damageOfTheCheckpointMakesNoPage() throws {
    let run = try TemporaryRun(epochs: [1, 2, 3])
    try run.damageEpoch(at: 1)
    #expect(try run.render.run(["explore", "--checkpoint", "e002"]).status == 65)
    #expect(try run.names(in: "runs/mnist/images") == [])
  }

  @Test func standardOutputTakesThePage() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    let result = try run.render.run(["explore", "--output", "-"])
    #expect(result.status == 0 && result.errors == "")
    #expect(try run.names(in: "runs/mnist") == ["checkpoints.tar"])
    #expect(try run.render.run(["explore"]).status == 0)
    #expect(try result.output == page(run))
  }

  @Test func unusableNetworksAreRefused() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.append(epoch: 2, spoiled: "conv2.kernel")
    let result = try run.render.run(["explore"])
    #expect(result.status == 65)
    #expect(result.errors.hasPrefix("error: checkpoint e002: tensor 'conv2.kernel' has numbers"))
    #expect(try run.names(in: "runs/mnist/images") == [])
  }

  @Test func onlyAPageGivesWayToAPage() throws {
    let run = try TemporaryRun(epochs: [1])
    try run.write("<!DOCTYPE html><title>mine</title>".utf8, to: "mine.html")
    try run.render.expect(
      ["explore", "--output", "mine.html"], fails: 73,
      """
      error: 'mine.html' is there and is not a page of this program, so it stays; name another \
      output, or remove it first
      """)
  }

  @Test func withoutDataOrRunNothingIsMade() throws {
    let run = try TemporaryRun()
    #expect(try run.render.run(["explore"]).status == 66)
    try run.append(epoch: 1)
    #expect(try run.render.run(["explore", "--output", "a.html"]).status == 66)
    #expect(try run.names(in: ".").contains("a.html") == false)
  }
}
