import Foundation
import TensorStore
import TestSupport
import Testing

@Suite struct SubsetTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path }

  init() throws { folder = try TemporaryFolder() }

  private func subset(_ store: String, _ counts: String...) throws -> Program.Finished {
    try Program(path: Program.repository + "/pipeline/subset", in: "/").run([store, path] + counts)
  }

  private func storeOfFive() throws -> String {
    func images(_ shade: Int) -> LabelledImages {
      LabelledImages(
        images: (0..<5 * 784).map { UInt8(($0 * shade) % 251) }, labels: [9, 8, 7, 6, 5])
    }
    try writeStore(
      at: path + "/store.safetensors", train: images(3), test: images(7), metadata: [:])
    return path + "/store.safetensors"
  }

  @Test func theFirstImagesBecomeIdxFiles() throws {
    let store = try storeOfFive()
    #expect(try subset(store, "3", "2") == .quietly)
    let counts: [(split: String, shade: Int, count: Int)] = [("train", 3, 3), ("t10k", 7, 2)]
    for (split, shade, count) in counts {
      let images = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(split)-images-idx3-ubyte"))
      let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 28, 0, 0, 0, 28]
      #expect(Array(images) == header + (0..<count * 784).map { UInt8(($0 * shade) % 251) })
      let labels = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(split)-labels-idx1-ubyte"))
      #expect(Array(labels) == [0, 0, 8, 1, 0, 0, 0, UInt8(count)] + [9, 8, 7].prefix(count))
    }
  }

  @Test func moreImagesThanThereAreIsAnError() throws {
    let store = try storeOfFive()
    #expect(
      try subset(store, "6", "1")
        == .init(
          status: 65, output: "", errors: "subset: train.images has 5 entries, not 6\n"))
  }
}
