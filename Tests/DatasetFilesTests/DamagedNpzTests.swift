import TestSupport
import Testing

@testable import DatasetFiles

@Suite struct DamagedNpzTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("mnist.npz")
  }

  private func refusal(_ bytes: [UInt8]) -> DatasetError? {
    #expect(throws: DatasetError.self) { try folder.dataset(bytes) }
  }

  /// What is wrong with a file whose member `index` is changed.
  private func refusal(_ index: Int = 0, _ change: (inout ZipMember) -> Void) -> DatasetError? {
    var members = Small.members
    change(&members[index])
    return refusal(zip(members))
  }

  private func damaged(_ reason: String) -> DatasetError { .damaged(path: path, reason: reason) }

  @Test func everyPrefixIsRefused() throws {
    for file in [zip(Small.members), zip(Small.members.map(\.deflated))] {
      for count in 0..<file.count {
        #expect(throws: DatasetError.self, "\(count) bytes") {
          try NpzArchive(FileContents(Array(file.prefix(count)), path: path))
        }
      }
    }
    _ = refusal(Array(zip(Small.members).dropLast()))
    _ = refusal(zip(Small.members) + [0])
  }

  @Test func flippedBitsAreRefusedOrHarmless() throws {
    var numbers = SeededNumbers(seed: 26)
    for file in [zip(Small.members), zip(Small.members.map(\.deflated))] {
      for _ in 0..<400 {
        var changed = file
        let index = Int.random(in: file.indices, using: &numbers)
        changed[index] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
        guard let dataset = try? folder.dataset(changed) else { continue }
        #expect(Small.isHeld(by: dataset), "bit in byte \(index)")
      }
    }
  }

  @Test func wrongChecksumsAreFound() {
    for method in [0, 8] {
      let error = refusal {
        ($0.method, $0.declaredChecksum) = (method, 0x1234_5678)
      }
      #expect(error?.description.contains("bad CRC") == true, "\(String(describing: error))")
    }
  }

  @Test func sizesThatLieAreRefused() {
    for method in [0, 8] {
      for size in [0, 1, 100, 128 + 3 * 784 - 1, 128 + 3 * 784 + 1, 1 << 20, 1 << 31] {
        let error = refusal { ($0.method, $0.declaredSize) = (method, size) }
        guard case .damaged = error else {
          Issue.record("size \(size): \(String(describing: error))")
          continue
        }
      }
    }
  }

  @Test func declaredSizesThatFitTheHeaderButNotTheDataAreRefused() {
    for (shape, size) in [([2, 28, 28], 128 + 2 * 784), ([4, 28, 28], 128 + 4 * 784)] {
      let error = refusal {
        $0 = ZipMember("x_train.npy", npy(shape, Small.trainImages)).deflated
        $0.declaredSize = size
      }
      guard case .damaged = error else {
        Issue.record("\(shape): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func repeatedMembersAreRefused() {
    let error = refusal(zip(Small.members + [Small.members[1]]))
    #expect(error == damaged("array 'y_train' appears twice"))
    // A name that only the local header repeats.
    let hidden = refusal(3) { $0.localName = Array("x_test.npy".utf8) }
    #expect(hidden == damaged("its member 'y_test.npy' is not where the zip has it"))
    var second = ZipMember("other.npy", Small.members[0].content)
    second.localName = Array("x_train.npy".utf8)
    let doubled = refusal(zip(Small.members + [second]))
    #expect(doubled == damaged("its member 'other.npy' is not where the zip has it"))
  }

  @Test func namesWithNULAreRefused() {
    let error = refusal { $0.name = Array("x_train.npy\u{0}.txt".utf8) }
    #expect(error == damaged("a member has a NUL in its name"))
  }

  @Test func linksAndOtherMethodsAreRefused() {
    let reason = damaged("array 'x_train' is not stored as NumPy stores arrays")
    #expect(refusal { $0.mode = 0o120_777 } == reason)
    for method in [1, 9, 12, 14, 93, 95, 98, 99, 65535] {
      let error = refusal { $0.method = method }
      guard case .damaged = error else {
        Issue.record("method \(method): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func headersOfOtherArraysAreNamed() {
    func unsupported(_ reason: String) -> DatasetError {
      .unsupportedArray(path: path, array: "x_train", reason: reason)
    }
    func refusal(header: String, version: [UInt8] = [1, 0]) -> DatasetError? {
      self.refusal {
        $0.content = npy(header: header, version: version, Small.trainImages)
      }
    }
    let shape = "'shape': (3, 28, 28)"
    for type in ["|b1", "<c8", "<f16", "<i3", "|O", "|V1", "<U1", "S1", "<", "<<u1", "u", ""] {
      let error = refusal(header: "{'descr': '\(type)', 'fortran_order': False, \(shape)}")
      #expect(error == unsupported("has dtype '\(type)'"))
    }
    #expect(
      refusal(header: "{'descr': '<i8', 'fortran_order': False, \(shape)}")
        == damaged("array 'x_train' needs 18816 bytes, it has 2352"))
    #expect(
      refusal(header: "{'descr': [('a', '|u1')], 'fortran_order': False, \(shape)}")
        == unsupported("has a structured dtype"))
    #expect(refusal(header: "os.system('id')") == damaged("array 'x_train' has a malformed header"))
    #expect(
      refusal(header: "{'descr': '|u1', 'fortran_order': False, \(shape)}", version: [4, 0])
        == damaged("array 'x_train' has .npy version 4.0"))
    #expect(
      refusal(header: "{'descr': '|u1', 'fortran_order': False, \(shape)}", version: [1, 1])
        == damaged("array 'x_train' has .npy version 1.1"))
    #expect(
      refusal(header: String(repeating: " ", count: 10_001))
        == damaged("array 'x_train' has a header of 10038 bytes"))
    #expect(
      self.refusal { $0.content[0] = 0x92 } == damaged("array 'x_train' is not in .npy format"))
    #expect(self.refusal { $0.content = [] } == damaged("array 'x_train' is not in .npy format"))
    #expect(
      self.refusal { $0.content.removeLast(784) }
        == damaged("array 'x_train' needs 2352 bytes, it has 1568"))
  }

  @Test func everyTruncatedMemberIsRefused() {
    let content = Small.members[3].content
    for count in 0..<content.count {
      #expect(refusal(3) { $0.content.removeLast(content.count - count) } != nil)
    }
    #expect(refusal(3) { $0.content.append(0) } != nil)
  }

  @Test func impossibleShapesAreRefusedWithoutAllocation() {
    for shape in [
      [Int.max, 28, 28], [1 << 62, 4, 28], [200_000, 28, 28], [1 << 32, 1 << 32, 1],
      [4, 1 << 62],
    ] {
      let error = refusal { $0.content = npy(shape, Small.trainImages) }
      #expect(
        error == .tooLarge(path: path, what: "array 'x_train' of shape \(shape)"))
    }
    let empty = refusal { $0.content = npy([0, Int.max, Int.max], []) }
    #expect(
      empty
        == .unsupportedArray(
          path: path, array: "train images", reason: "has shape \([0, Int.max, Int.max])"))
  }

  @Test func theLimitHoldsForAllArraysTogether() throws {
    let shape = [maximumDatasetCount / 784, 28, 28]
    let rest = maximumDatasetCount - shape[0] * 784
    var members = Small.members
    members[0].content = npy(shape, [UInt8](repeating: 0, count: maximumDatasetCount - rest))
    members[1].content = npy([rest + 1], [UInt8](repeating: 0, count: rest + 1))
    #expect(
      refusal(zip(members))
        == .tooLarge(path: path, what: "array 'y_train' of shape [\(rest + 1)]"))
  }
}
