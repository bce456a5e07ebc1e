import DurableFiles
import TestSupport
import Testing

@testable import DatasetFiles

@Suite struct NpzTests {
  @Test func storedAndDeflatedArraysAreRead() throws {
    let folder = try TemporaryFolder()
    #expect(try Small.isHeld(by: folder.dataset(zip(Small.members))))
    #expect(try Small.isHeld(by: folder.dataset(zip(Small.members.map(\.deflated)))))
  }

  @Test func localHeadersMayBeWithAndWithoutZip64Sizes() throws {
    let folder = try TemporaryFolder()
    for method in [0, 8] {
      var members = Small.members
      for index in members.indices {
        (members[index].method, members[index].hasZip64Sizes) = (method, index % 2 == 0)
      }
      #expect(try Small.isHeld(by: folder.dataset(zip(members))))
    }
  }

  @Test func laterVersionsOfNpyAreRead() throws {
    let folder = try TemporaryFolder()
    for version in [[2, 0], [3, 0]] as [[UInt8]] {
      var members = Small.members
      members[3].content = npy(
        header: "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }", version: version,
        Small.testLabels)
      #expect(try Small.isHeld(by: folder.dataset(zip(members))))
    }
  }

  @Test func theOrderOfTheMembersIsFreeAndOthersAreIgnored() throws {
    let folder = try TemporaryFolder()
    let others = [
      ZipMember("readme.txt", Array("hello".utf8)), ZipMember("huge.npy", [1, 2, 3]),
      ZipMember("sub/x_train.npy", [0]), ZipMember("__MACOSX/._x_train.npy", [0]),
      ZipMember("\u{E9}.npy", [0]), ZipMember("folder/", []),
    ]
    #expect(try Small.isHeld(by: folder.dataset(zip(others + Small.members.reversed()))))
  }

  @Test func namesOfTwoSpellingsAreReadTogether() throws {
    let folder = try TemporaryFolder()
    for names in [
      ["x_train", "y_train", "X_test", "Y_test"], ["x_train", "y_train", "test_images", "y_test"],
      ["Xtrain", "ytrain", "x_test", "y_test"], ["x_train", "Y_TRAIN", "x_test", "y_test"],
    ] {
      let members = zip(Small.members, names).map { member, name in
        var member = member
        member.name = Array("\(name).npy".utf8)
        return member
      }
      // What Keras's names give is looked for under no other.
      let others = [ZipMember("other_y_train.npy", [0]), ZipMember("ids.npy", [0])]
      let isGiven = names[0] == "x_train" && names[1] == "y_train"
      #expect(
        try Small.isHeld(by: folder.dataset(zip(members + (isGiven ? others : [])))), "\(names)")
    }
  }

  @Test func twoArraysThatCouldBeTheSameAreNamed() throws {
    let folder = try TemporaryFolder()
    var members = Small.members
    members[2].name = Array("X_test.npy".utf8)
    members.append(members[2])
    members[4].name = Array("test_images.npy".utf8)
    #expect(
      throws: DatasetError.sameRole(
        path: folder.file("mnist.npz"), role: Role.testImages.rawValue,
        arrays: ["X_test", "test_images"])
    ) { try folder.dataset(zip(members)) }
  }

  @Test func memberNamesAreNeverPaths() throws {
    let folder = try TemporaryFolder()
    var link = ZipMember("link.npy", Array("/etc/passwd".utf8))
    link.mode = 0o120_777
    let names = ["../escape.npy", "/tmp/escape.npy", "..\\escape.npy", "x_train.npy/../escape.npy"]
    let hostile = names.map { ZipMember($0, npy([1], [1])) } + [link]
    #expect(try Small.isHeld(by: folder.dataset(zip(hostile + Small.members))))
    // The right names elsewhere are not the arrays.
    for prefix in ["../", "/", "./", "a/", "x_train.npy/"] {
      var members = Small.members
      members[0].name = Array("\(prefix)x_train.npy".utf8)
      let error = #expect(throws: DatasetError.self) { try folder.dataset(zip(members)) }
      guard case .missingArray(_, "train images (x_train)", _) = error else {
        Issue.record("\(prefix): \(String(describing: error))")
        continue
      }
    }
    #expect(try namesInFolder(folder.path) == ["mnist.npz"])
  }

  @Test func aMissingArrayIsNamedWithThoseFound() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("mnist.npz")
    for (index, role) in [(0, Role.trainImages), (2, .testImages)] {
      var members = Small.members
      members.remove(at: index)
      let found = [Role.testImages, .testLabels, .trainImages, .trainLabels].filter { $0 != role }
      #expect(
        throws: DatasetError.missingArray(
          path: path, wanted: role.rawValue, found: found.map(\.rawValue))
      ) {
        try folder.dataset(zip(members))
      }
    }
    #expect(throws: DatasetError.missingArray(path: path, wanted: "array 'x_train'", found: [])) {
      try folder.dataset(zip([]))
    }
    let many = (0..<100).map { ZipMember("a\(100 + $0).npy", []) }
    let found = (0..<8).map { "a\(100 + $0)" }
    #expect(
      throws: DatasetError.missingArray(path: path, wanted: "array 'x_train'", found: found)
    ) { try folder.dataset(zip(many)) }
  }

  @Test func singleArraysAreTakenByTheNamesOfTheirFiles() throws {
    let folder = try TemporaryFolder()
    for (member, name) in zip(
      Small.members,
      ["train-imgs.npz", "Train-labels.npz", "kmnist-test-imgs.npz", "t10k-labels.npz"])
    {
      var member = member
      member.name = Array("arr_0.npy".utf8)
      try write(zip([member.deflated]), to: folder.file(name))
    }
    #expect(try Small.isHeld(by: Dataset(files: InputFiles([folder.path]))))
  }
}
