import Foundation
import Networks
import NeuralNetwork
import Pictures
import TestSupport
import Testing

@Suite struct RenderInterpolateTests {
  private let small = ["interpolate", "--rows", "1", "--columns", "2", "--stations", "3"]

  /// A point of the arc between two vectors, by the angle alone: turned from one towards the part of
  /// the other that is at right angles to it, with a length that the arc's formula gives.
  private func arc(_ a: [Double], _ b: [Double], _ t: Double) -> [Double] {
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    let angle = acos(dot(a, b) / sqrt(dot(a, a) * dot(b, b)))
    return zip(a, b).map { (sin((1 - t) * angle) * $0 + sin(t * angle) * $1) / sin(angle) }
  }

  /// The pictures of a walk of 2 images through 3 stations of seed 1 in 7 steps.
  private func pictures(_ run: TemporaryRun) throws -> [Picture] {
    let engine = try Engine(threads: 1)
    let drawn = sampleLatents(seed: 1, count: 6, dimension: 10, engine: engine).map(Double.init)
    func vector(_ station: Int, _ image: Int) -> [Double] {
      let start = (station % 3 * 2 + image) * 10
      return Array(drawn[start..<start + 10])
    }
    return try (0..<7).map { frame in
      let (station, rest) = (frame * 3).quotientAndRemainder(dividingBy: 7)
      let latents = (0..<2).flatMap { image in
        arc(vector(station, image), vector(station + 1, image), Double(rest) / 7).map { Float($0) }
      }
      return try sheet(run, epoch: 2, rows: 1, columns: 2, latents: latents)
    }
  }

  @Test func framesAreTheGeneratorsOfPointsOnTheArcs() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    let video = try run.render.startShell("$0 $@ --frames 7 --y4m - > a.y4m", small).finish()
    #expect(video == .quietly)
    let expected = try pictures(run)
    let (width, height) = (expected[0].width, expected[0].height)
    let form = Y4MVideo(width: width, height: height, millisecondsPerFrame: 100)
    let bytes = try run.bytes("a.y4m")
    let frameCount = 6 + width * height
    try #require(bytes.count == form.header.count + 7 * frameCount)
    for (index, picture) in expected.enumerated() {
      let start = form.header.count + index * frameCount + 6
      let difference = zip(bytes[start..<start + width * height], picture.pixels)
        .map { abs(Int($0) - Int($1)) }.max()
      // The arc is computed in another order here, so a grey may be rounded to its neighbour.
      #expect(difference ?? 255 <= 1, "frame \(index)")
    }
    let start = form.header.count + 6
    #expect(
      try Picture(
        width: width, height: height, pixels: Array(bytes[start..<start + width * height]))
        == sheet(run, epoch: 2, rows: 1, columns: 2), "the first frame is the grid of the seed")
  }

  @Test func animationsHaveTheFramesOfTheVideo() throws {
    let run = try TemporaryRun(epochs: [1, 2])
    let frames = small + ["--frames", "7", "--delay", "50"]
    #expect(try run.render.run(frames + ["--y4m", "a.y4m"]) == .quietly)
    let path = "runs/mnist/images/interpolation_e002_1x2_3stations_7frames.apng"
    #expect(try run.render.run(frames).lines == [path])
    #expect(try run.render.run(frames).errors == "\(path) is up to date, nothing to do\n")
    let texts = try #require(readPNGText(run.bytes(path)))
    #expect(texts["Walk"] == "7 frames, 3 stations" && texts["Delay"] == "50 ms")
    let first = try decodedPNG(run.bytes(path))
    let header = Y4MVideo(width: first.width, height: first.height, millisecondsPerFrame: 50).header
    let size = 6 + first.pixels.count
    let video = try run.bytes("a.y4m").dropFirst(header.count)
    try #require(video.count == 7 * size)
    let pictures = (0..<7).map { frame in
      let pixels = video.dropFirst(frame * size + 6).prefix(size - 6)
      return Picture(width: first.width, height: first.height, pixels: Array(pixels))
    }
    let expected = try animatedPNGBytes(
      pictures.map(CompressedPicture.init), millisecondsPerFrame: 50, loops: 0,
      lastFrameMilliseconds: 50,
      text: [
        "Software", "Checkpoint", "Generator SHA-256", "Walk", "Delay", "Seed", "Layout",
        "Instruction set",
      ].map { ($0, texts[$0] ?? "") })
    #expect(try run.bytes(path) == expected)
    #expect(try run.render.run(frames + ["--output", "a.gif"]).lines == ["a.gif"])
    #expect(
      try run.render.run(frames + ["--output", "a.gif", "--threads", "1"]).errors
        == "a.gif is up to date, nothing to do\n")
  }

  @Test func latentsOfAFileAreTheStations() throws {
    let run = try TemporaryRun(epochs: [1])
    let engine = try Engine(threads: 1)
    let drawn = sampleLatents(seed: 1, count: 6, dimension: 10, engine: engine)
    try run.writeLatents(drawn, shape: [6, 10], to: "z.npy")
    let walk = ["interpolate", "--frames", "5"]
    let file = walk + ["--latents", "z.npy", "--y4m", "a.y4m"]
    #expect(try run.render.run(file + ["--rows", "1", "--columns", "2"]) == .quietly)
    #expect(
      try run.render.run(small + ["--frames", "5", "--y4m", "b.y4m"]) == .quietly)
    #expect(try run.bytes("a.y4m") == run.bytes("b.y4m"))
    #expect(try run.render.run(file) == .quietly)
    let one = ["--rows", "1", "--columns", "1", "--stations", "6", "--y4m", "b.y4m"]
    #expect(try run.render.run(walk + one) == .quietly)
    #expect(try run.bytes("a.y4m") == run.bytes("b.y4m"))
  }
}
