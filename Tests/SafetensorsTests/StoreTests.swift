import DurableFiles
import Foundation
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
    #expect(store.contentDigest == contentDigest(train: smallTrain, test: smallTest))
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
    let zeros = String(repeating: "0", count: 64)
    var json = #"{"__metadata__":{"format_version":"2","header_sha256":"\#(zeros)","#
    json += #""payload_sha256":"\#(digest)","sources":"a b"},"#
    json += #""train.images":{"dtype":"U8","shape":[2,28,28],"data_offsets":[0,1568]},"#
    json += #""train.labels":{"dtype":"U8","shape":[2],"data_offsets":[1568,1570]},"#
    json += #""test.images":{"dtype":"U8","shape":[1,28,28],"data_offsets":[1570,2354]},"#
    json += #""test.labels":{"dtype":"U8","shape":[1],"data_offsets":[2354,2355]}}"#
    json += String(repeating: " ", count: (64 - (8 + json.utf8.count) % 64) % 64)
    json.replace(zeros, with: sha256(file(json)).hex)
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

  @Test func everyFlippedBitIsCaught() throws {
    let (folder, whole) = try writtenStore()
    let start = whole.count - Self.payload.count
    var numbers = SeededNumbers(seed: 14)
    let bits =
      Array(0..<8 * start)
      + (0..<300).map { _ in Int.random(in: 8 * start..<8 * whole.count, using: &numbers) }
    for bit in bits {
      var changed = whole
      changed[bit / 8] ^= 1 << (bit % 8)
      try write(changed, to: folder.store)
      guard let store = try? StoreReader(path: folder.store) else {
        #expect(bit / 8 < start)
        continue
      }
      #expect(bit / 8 >= start, "bit \(bit) of the header")
      #expect(throws: StoreError.damaged(path: folder.store), "bit \(bit)") {
        try store.verifyPayload()
      }
    }
  }

  @Test func trainAndTestSwappedInTheHeaderAreNoticed() throws {
    let (folder, whole) = try writtenStore()
    let start = whole.count - Self.payload.count
    var header = String(decoding: whole[..<start], as: UTF8.self)
    for (name, other) in [("\"train.", "\"swap."), ("\"test.", "\"train."), ("\"swap.", "\"test.")]
    {
      header.replace(name, with: other)
    }
    #expect(header.utf8.count == start)
    try write(Array(header.utf8) + Self.payload, to: folder.store)
    #expect(throws: StoreError.damaged(path: folder.store)) {
      try StoreReader(path: folder.store)
    }
  }

  @Test func partsMayBeMissing() throws {
    let none = LabelledImages(images: [], labels: [])
    let unlabelled = LabelledImages(images: smallTrain.images, labels: [])
    let folder = try TemporaryFolder()
    try writeStore(at: folder.store, train: smallTrain, test: none, metadata: [:])
    var store = try StoreReader(path: folder.store)
    try store.verifyPayload()
    #expect((store.trainImages.count, store.testImages.count) == (2, 0))
    #expect(try store.trainLabels() == [3, 9] && store.testLabels().isEmpty)
    #expect(store.contentDigest == contentDigest(train: smallTrain, test: none))
    let test = LabelledImages(images: smallTest.images, labels: [])
    try writeStore(at: folder.store, train: unlabelled, test: test, metadata: [:])
    store = try StoreReader(path: folder.store)
    try store.verifyPayload()
    #expect((store.trainImages.count, store.testImages.count) == (2, 1))
    #expect(try store.trainLabels().isEmpty && store.testLabels().isEmpty)
    #expect(try store.pixels([0], of: store.testImages)[0] == 200.0 / 255)
  }

  @Test func theSameBytesInOtherPartsAreOtherData() {
    func images(_ bytes: [UInt8]) -> LabelledImages { LabelledImages(images: bytes, labels: []) }
    let (one, two) = (Array(smallTrain.images[..<784]), Array(smallTrain.images[784...]))
    let digests = [
      contentDigest(train: images(one + two), test: images([])),
      contentDigest(train: images(one), test: images(two)),
      contentDigest(train: smallTrain, test: images([])),
      contentDigest(train: smallTrain, test: smallTest),
    ]
    #expect(Set(digests).count == digests.count)
  }

  @Test func whatIdentifiesTheDataIsThatOfFormat1() throws {
    #expect(contentDigest(train: smallTrain, test: smallTest) == sha256(Self.payload))
  }

  @Test func writesIntoTheFileAreNoticed() throws {
    let (folder, whole) = try writtenStore()
    let store = try StoreReader(path: folder.store)
    try store.verifyPayload()
    try store.expectUnchanged()
    let file = try UpdatableFile(path: folder.store)
    let place = whole.count - 5
    try file.write([whole[place] ^ 1], at: place)
    #expect(throws: StoreError.changed(path: folder.store)) { try store.expectUnchanged() }
    #expect(throws: StoreError.changed(path: folder.store)) { try store.expectUnchanged() }
    try file.write([whole[place]], at: place)
    try store.expectUnchanged()
  }

  /// Another process changes a pixel and restores it, for as long as this one reads.
  @Test func pixelsAreThoseOfTheDigestOrNone() throws {
    let (folder, whole) = try writtenStore()
    let store = try StoreReader(path: folder.store)
    try store.verifyPayload()
    let right = try store.pixels([0], of: store.testImages)
    let place = store.testImages.offset + 3
    let writer = Thread {
      guard let file = try? UpdatableFile(path: folder.store) else { return }
      while !Thread.current.isCancelled {
        try? file.write([whole[place] ^ 0xFF], at: place)
        usleep(25_000)
        try? file.write([whole[place]], at: place)
        usleep(25_000)
      }
    }
    writer.start()
    defer { writer.cancel() }
    for _ in 0..<400 {
      if let pixels = try? store.pixels([0], of: store.testImages) { #expect(pixels == right) }
      usleep(1000)
    }
  }

  @Test func aWriteAtATimeSetBackIsNoticed() throws {
    let (folder, whole) = try writtenStore()
    // The file is old when it is read, so its times count.
    usleep(2_100_000)
    let store = try StoreReader(path: folder.store)
    try store.verifyPayload()
    var before = stat()
    stat(folder.store, &before)
    try UpdatableFile(path: folder.store).write([whole[whole.count - 5] ^ 1], at: whole.count - 5)
    var times = [before.st_atim, before.st_mtim]
    utimensat(AT_FDCWD, folder.store, &times, 0)
    #expect(throws: StoreError.changed(path: folder.store)) { try store.expectUnchanged() }
  }

  @Test func aReplacedFileIsNoMatterForThoseWhoHaveItOpen() throws {
    let folder = try writtenStore().folder
    let store = try StoreReader(path: folder.store)
    try store.verifyPayload()
    try writeStore(at: folder.store, train: smallTest, test: smallTest, metadata: [:])
    try store.expectUnchanged()
    #expect(try store.trainLabels() == [3, 9])
  }

  @Test func aSparseTerabyteIsRefusedUnread() throws {
    let folder = try TemporaryFolder()
    let count = 1 << 40 / 784
    let header = safetensorsHeader(
      [("train.images", .u8, [count, 28, 28])], metadata: ["format_version": "1"])
    try write(header, to: folder.store)
    try UpdatableFile(path: folder.store).truncate(to: header.count + count * 784)
    let error = #expect(throws: FileError.self) { try StoreReader(path: folder.store) }
    guard case .tooLarge = error else {
      Issue.record("\(String(describing: error))")
      return
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
    // Those of the training images are there, but the digest does not hold for them any more.
    #expect(throws: FileError.self) { try store.pixels([0], of: store.trainImages) }
  }
}
