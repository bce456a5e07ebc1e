import Pictures
import TensorStore
import TestSupport
import Testing

@Suite struct RenderRealTests {
  @Test func firstTrainingImagesAreDrawn() throws {
    let run = try TemporaryRun()
    try run.makeStore(train: 120)
    let result = try run.render.run(["real"])
    #expect(result.lines == ["runs/mnist/images/real.png"])
    let store = try StoreReader(path: run.path + "/data/mnist.safetensors")
    let expected = grid(
      of: try store.pixels(Array(0..<100), of: store.trainImages), rows: 10, columns: 10,
      palette: .grayReversed, scale: 3)
    #expect(try decodedPNG(run.bytes("runs/mnist/images/real.png")) == expected)
    #expect(
      try readPNGText(run.bytes("runs/mnist/images/real.png")) == [
        "Software": "handwriting-gan render 0.3.0", "Images": "training images 0 to 99",
        "Data SHA-256": store.contentDigest.hex,
        "Layout": "10 rows, 10 columns, palette gray_r, scale 3",
      ])
    let again = try run.render.run(["real"])
    #expect(again.errors == "runs/mnist/images/real.png is up to date, nothing to do\n")
    try run.makeStore(train: 121)
    #expect(try run.render.run(["real"]).lines == ["runs/mnist/images/real.png"])
  }

  @Test(arguments: [(99, 9, 10), (29, 2, 10), (12, 1, 10), (7, 1, 7), (1, 1, 1)])
  func fewerThanAHundredImagesGiveASmallerSheet(count: Int, rows: Int, columns: Int) throws {
    let run = try TemporaryRun()
    try run.makeStore(train: count)
    let result = try run.render.run(["real"])
    #expect(result.lines == ["runs/mnist/images/real.png"], "\(result.errors)")
    let texts = try #require(readPNGText(run.bytes("runs/mnist/images/real.png")))
    #expect(texts["Images"] == "training images 0 to \(rows * columns - 1)")
    let layout = try #require(texts["Layout"])
    #expect(layout.hasPrefix("\(rows) rows, \(columns) columns, palette gray_r, scale "))
  }

  @Test func whatIsAskedForIsPartOfTheNameAndStandardOutputTakesIt() throws {
    let run = try TemporaryRun()
    try run.makeStore()
    func path(_ variant: String) -> String { "runs/mnist/images/real\(variant).png" }
    for (arguments, variant) in [
      ([], ""), (["--rows", "3", "--columns", "6"], "_3x6"), (["--scale", "1"], "_scale1"),
      (["--palette", "gray"], "_gray"),
    ] {
      #expect(try run.render.run(["real"] + arguments).lines == [path(variant)])
    }
    // 40 images are 4 rows.
    #expect(
      try run.render.run(["real", "--rows", "4"]).errors
        == "\(path("")) is up to date, nothing to do\n")
    #expect(try run.render.shell("$0 real --output - > a.png") == .quietly)
    #expect(try run.bytes("a.png") == run.bytes("runs/mnist/images/real.png"))
  }

  @Test func tooFewImagesAndDamageAreErrors() throws {
    let run = try TemporaryRun()
    try run.makeStore(train: 29)
    #expect(
      try run.render.run(["real", "--rows", "3"])
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
