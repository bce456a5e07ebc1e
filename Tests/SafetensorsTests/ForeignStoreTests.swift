import DurableFiles
import Failures
import TestSupport
import Testing

@testable import Safetensors
@testable import TensorStore

/// Safetensors files that other programs may have written in place of a store.
@Suite struct ForeignStoreTests {
  private struct Part {
    var name: String
    var type = "U8"
    var shape: [Int]
    var bytes: [UInt8]
  }

  private static let parts = [
    Part(name: "test.images", shape: [1, 28, 28], bytes: smallTest.images),
    Part(name: "test.labels", shape: [1], bytes: smallTest.labels),
    Part(name: "train.images", shape: [2, 28, 28], bytes: smallTrain.images),
    Part(name: "train.labels", shape: [2], bytes: smallTrain.labels),
  ]

  private func store(_ parts: [Part], metadata: String? = nil) throws -> TemporaryFolder {
    let payload = parts.flatMap(\.bytes)
    let metadata = metadata ?? #""format_version":"1","payload_sha256":"\#(sha256(payload).hex)""#
    var fields = [#""__metadata__":{\#(metadata)}"#]
    var offset = 0
    for part in parts {
      let end = offset + part.bytes.count
      fields.append(
        #""\#(part.name)":{"dtype":"\#(part.type)","shape":\#(part.shape),"data_offsets":[\#(offset),\#(end)]}"#
      )
      offset = end
    }
    let folder = try TemporaryFolder()
    try write(file("{\(fields.joined(separator: ","))}") + payload, to: folder.store)
    return folder
  }

  @Test func theOrderOfTheTensorsIsFree() throws {
    let folder = try store(Self.parts)
    let store = try StoreReader(path: folder.store)
    try store.verifyPayload()
    #expect(try store.trainLabels() == [3, 9])
    #expect(try store.pixels([0], of: store.testImages)[0] == 200.0 / 255)
  }

  @Test func damageBeforeTheTrainingImagesIsFound() throws {
    let folder = try store(Self.parts)
    var bytes = try bytes(at: folder.store)
    bytes[bytes.count - 2000] ^= 1
    try write(bytes, to: folder.store)
    let store = try StoreReader(path: folder.store)
    #expect(throws: StoreError.damaged(path: folder.store)) { try store.verifyPayload() }
  }

  @Test func aMissingTensorIsNamedWithThoseFound() throws {
    let folder = try store([Self.parts[0], Self.parts[2], Self.parts[3]])
    let error = StoreError.missingTensor(
      path: folder.store, name: "test.labels",
      found: ["test.images", "train.images", "train.labels"])
    #expect(throws: error) { try StoreReader(path: folder.store) }
    #expect(
      error.description
        == """
        tensor store '\(folder.store)' has no 'test.labels' (it holds test.images, train.images, \
        train.labels); run 'ingest' to make one
        """)
    let empty = try store([])
    #expect(
      throws: StoreError.missingTensor(path: empty.store, name: "train.images", found: [])
    ) { try StoreReader(path: empty.store) }
  }

  @Test func otherTypesAndShapesAreRefused() throws {
    let cases: [(Int, String, [Int], expected: String)] = [
      (2, "I8", [2, 28, 28], "U8 [N, 28, 28]"), (2, "U8", [2, 784], "U8 [N, 28, 28]"),
      (2, "U8", [4, 14, 28], "U8 [N, 28, 28]"), (2, "U8", [2, 28, 28, 1], "U8 [N, 28, 28]"),
      (3, "U8", [2, 1], "U8 [2]"), (3, "BOOL", [2], "U8 [2]"), (3, "U16", [1], "U8 [2]"),
    ]
    for (index, type, shape, expected) in cases {
      var parts = Self.parts
      (parts[index].type, parts[index].shape) = (type, shape)
      let folder = try store(parts)
      #expect(
        throws: StoreError.wrongTensor(
          path: folder.store, name: parts[index].name, expected: expected,
          found: "\(type) \(shape)")
      ) { try StoreReader(path: folder.store) }
    }
  }

  @Test func anEmptySplitIsRefused() throws {
    var parts = Self.parts
    (parts[0].shape, parts[0].bytes) = ([0, 28, 28], [])
    (parts[1].shape, parts[1].bytes) = ([0], [])
    let folder = try store(parts)
    #expect(throws: StoreError.self) { try StoreReader(path: folder.store) }
  }

  @Test func labelsOfManyClassesAreRead() throws {
    var parts = Self.parts
    parts[3].bytes = [3, 255]
    let folder = try store(parts)
    #expect(try StoreReader(path: folder.store).trainLabels() == [3, 255])
  }

  @Test func format1IsRead() throws {
    let folder = try store(Self.parts)
    let store = try StoreReader(path: folder.store)
    #expect(store.contentDigest == sha256(Self.parts.flatMap(\.bytes)))
    #expect(!store.isOfLatestFormat)
  }

  @Test func onlyALaterVersionIsForeign() {
    func kind(_ found: String) -> FailureKind {
      StoreError.unsupportedVersion(path: "x", found: found).kind
    }
    #expect(kind("3") == .foreign && kind("10") == .foreign)
    #expect(kind("2") == .badData && kind("no format version") == .badData)
  }

  @Test(arguments: [
    ("", "no format version"), (#""format_version":"1""#, "1"),
    (#""format_version":"3","payload_sha256":"\#(String(repeating: "0", count: 64))""#, "3"),
    // Without a digest of its header it is not what it says.
    (#""format_version":"2","payload_sha256":"\#(String(repeating: "0", count: 64))""#, "2"),
    (#""format_version":"1","payload_sha256":"0""#, "1"),
  ])
  func otherVersionsAreRefused(metadata: String, found: String) throws {
    let folder = try store(Self.parts, metadata: metadata)
    #expect(throws: StoreError.unsupportedVersion(path: folder.store, found: found)) {
      try StoreReader(path: folder.store)
    }
  }
}
