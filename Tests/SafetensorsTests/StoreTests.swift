import DurableFiles
import TestSupport
import Testing

@testable import Safetensors
@testable import TensorStore

@Suite struct StoreTests {
  private static let payload =
    smallTrain.images + smallTrain.labels + smallTest.images + smallTest.labels

  private func writtenStore() throws -> (folder: TemporaryFolder, bytes: [UInt8]) {
    let folder = try TemporaryFolder()
    try writeStore(
      at: folder.store, train: smallTrain, test: smallTest, metadata: ["sources": "a b"])
    return (folder, try bytes(at: folder.store))
  }

  @Test func readsBackWhatItWrites() throws {
    let folder = try writtenStore().folder
    let store = try StoreReader(path: folder.store)
    #expect(store.trainImages.count == 2)
    #expect(store.testImages.count == 1)
    #expect((store.trainImages.height, store.trainImages.width) == (28, 28))
    #expect(try store.trainLabels() == [3, 9])
    #expect(try store.testLabels() == [0])
    #expect(store.metadata["sources"] == "a b")
    #expect(store.contentDigest == payloadDigest(train: smallTrain, test: smallTest))
    try store.verifyPayload()
    let pixels = try store.pixels([1, 0], of: store.trainImages)
    #expect(pixels.count == 2 * 784)
    #expect(pixels[0] == Float(784 % 256) / 255)
    #expect(pixels[784 + 255] == 1)
    #expect(try store.pixels([0], of: store.testImages).allSatisfy { $0 == 200.0 / 255 })
    #expect(try store.pixels([], of: store.testImages).isEmpty)
  }

  @Test func bytesAreThoseOfTheFormat() throws {
    let digest = sha256(Self.payload).hex
    var json =
      #"{"__metadata__":{"format_version":"1","payload_sha256":"\#(digest)","sources":"a b"},"#
    json += #""train.images":{"dtype":"U8","shape":[2,28,28],"data_offsets":[0,1568]},"#
    json += #""train.labels":{"dtype":"U8","shape":[2],"data_offsets":[1568,1570]},"#
    json += #""test.images":{"dtype":"U8","shape":[1,28,28],"data_offsets":[1570,2354]},"#
    json += #""test.labels":{"dtype":"U8","shape":[1],"data_offsets":[2354,2355]}}"#
    json += String(repeating: " ", count: (64 - (8 + json.utf8.count) % 64) % 64)
    #expect(try writtenStore().bytes == file(json) + Self.payload)
  }

  @Test func everyPrefixIsRefused() throws {
    let (folder, whole) = try writtenStore()
    let start = whole.count - Self.payload.count
    for count in Array(0...start) + stride(from: start, to: whole.count, by: 97) {
      try write(whole.prefix(count), to: folder.store)
      #expect(throws: SafetensorsError.self, "\(count) bytes") {
        try StoreReader(path: folder.store)
      }
    }
  }

  @Test func flippedBitsAreCaughtOrHarmless() throws {
    let (folder, whole) = try writtenStore()
    let start = whole.count - Self.payload.count
    var numbers = SeededNumbers(seed: 14)
    for round in 0..<600 {
      let range = round % 2 == 0 ? 0..<start : start..<whole.count
      let index = Int.random(in: range, using: &numbers)
      var changed = whole
      changed[index] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
      try write(changed, to: folder.store)
      guard let store = try? StoreReader(path: folder.store) else {
        #expect(index < start)
        continue
      }
      if index >= start || store.contentDigest != sha256(Self.payload) {
        #expect(throws: StoreError.damaged(path: folder.store), "bit in byte \(index)") {
          try store.verifyPayload()
        }
      } else {
        // A bit of what the store says of its sources.
        #expect(store.metadata != ["sources": "a b"])
        #expect(try store.trainLabels() + store.testLabels() == [3, 9, 0], "bit in byte \(index)")
      }
    }
  }

  @Test func zeroFilledFilesAreRefused() throws {
    let (folder, whole) = try writtenStore()
    try write([UInt8](repeating: 0, count: whole.count), to: folder.store)
    #expect(throws: SafetensorsError.self) { try StoreReader(path: folder.store) }
  }

  @Test func aStoreThatShrinksWhileOpenGivesAnError() throws {
    let (folder, whole) = try writtenStore()
    let store = try StoreReader(path: folder.store)
    try write(whole.prefix(whole.count - 1000), to: folder.store + ".short")
    try UpdatableFile(path: folder.store).truncate(to: whole.count - 1000)
    #expect(throws: FileError.self) { try store.verifyPayload() }
    #expect(throws: FileError.self) { try store.pixels([0], of: store.testImages) }
    #expect(throws: FileError.self) { try store.testLabels() }
    #expect(try store.pixels([0], of: store.trainImages)[9] == 9.0 / 255)
  }
}
