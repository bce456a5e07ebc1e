import Pictures
import TensorStore
import TestSupport
import Testing

@Suite struct RenderRealTests {
  @Test func firstTrainingImagesAreDrawn() throws {
    let run = try TemporaryRun()
    try run.makeStore()
    let result = try run.render.run(["real"])
    #expect(result.lines == ["runs/mnist/images/real.png"])
    let store = try StoreReader(path: run.path + "/data/mnist.safetensors")
    let expected = grid(
      of: try store.pixels(Array(0..<30), of: store.trainImages), rows: 5, columns: 6,
      palette: .grayReversed)
    #expect(try decodedPNG(run.bytes("runs/mnist/images/real.png")) == expected)
    #expect(
      try readPNGText(run.bytes("runs/mnist/images/real.png")) == [
        "Software": "handwriting-gan render 0.3.0", "Images": "training images 0 to 29",
        "Data SHA-256": store.contentDigest.hex,
        "Layout": "5 rows, 6 columns, palette gray_r, scale 1",
      ])
    let again = try run.render.run(["real"])
    #expect(again.errors == "runs/mnist/images/real.png is up to date, nothing to do\n")
    try run.makeStore(train: 41)
    #expect(try run.render.run(["real"]).lines == ["runs/mnist/images/real.png"])
  }

  @Test(arguments: [(29, 4, 6), (12, 2, 6), (7, 1, 6), (5, 1, 5), (1, 1, 1)])
  func fewerThanThirtyImagesGiveASmallerSheet(count: Int, rows: Int, columns: Int) throws {
    let run = try TemporaryRun()
    try run.makeStore(train: count)
    let result = try run.render.run(["real"])
    #expect(result.lines == ["runs/mnist/images/real.png"], "\(result.errors)")
    let texts = try #require(readPNGText(run.bytes("runs/mnist/images/real.png")))
    #expect(texts["Images"] == "training images 0 to \(rows * columns - 1)")
    #expect(texts["Layout"] == "\(rows) rows, \(columns) columns, palette gray_r, scale 1")
  }

  @Test func tooFewImagesAndDamageAreErrors() throws {
    let run = try TemporaryRun()
    try run.makeStore(train: 29)
    #expect(
      try run.render.run(["real", "--rows", "5"])
        == Program.Finished(
          status: 64, output: "",
          errors: """
            error: 30 images were asked for, but the store has 29 training images; take fewer \
            --rows or --columns

            """))
    var bytes = try run.bytes("data/mnist.safetensors")
    bytes[bytes.count - 1] ^= 1
    try run.write(bytes, to: "data/mnist.safetensors")
    #expect(try run.render.run(["real", "--rows", "2"]).status == 65)
    #expect(try run.names(in: "runs/mnist/images") == [])
  }
}
