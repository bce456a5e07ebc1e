import Testing

@testable import DatasetFiles

@Suite struct DatasetErrorTests {
  private static let errors: [(DatasetError, String)] = [
    (
      .unrecognised(path: "a", hint: " but a web page"),
      "'a' is not an .npz or idx file but a web page; give the MNIST files themselves"
    ),
    (
      .damaged(path: "a", reason: "it is cut off"),
      "'a' is damaged: it is cut off; download it again"
    ),
    (
      .tooLarge(path: "a", what: "an array of shape [9]"),
      """
      'a' has an array of shape [9], above the limit of 134217728 bytes in all; \
      give an MNIST-like data set
      """
    ),
    (
      .unsupportedArray(path: "a", array: "x_train", reason: "has dtype '<i8'"),
      "'a': array 'x_train' has dtype '<i8'; images are u8 [N, 28, 28], labels u8 [N]"
    ),
    (
      .missingArray(
        path: "a", wanted: "array 'x_train'", found: ["b", String(repeating: "c", count: 99)]),
      """
      'a' has no array 'x_train'; found b, \(String(repeating: "c", count: 40)); \
      give train and test images and labels
      """
    ),
    (
      .missingArray(path: "a", wanted: "array 'x_train'", found: []),
      "'a' has no array 'x_train'; found nothing; give train and test images and labels"
    ),
    (
      .countMismatch(path: "a", split: "test", images: 1, labels: 2),
      "'a': the test split has 1 images and 2 labels; give files that belong together"
    ),
    (
      .labelOutOfRange(path: "a", split: "test", index: 1, label: 10),
      "'a': label 1 of the test split is 10, not a digit from 0 to 9; give the labels of MNIST"
    ),
    (.ambiguous(path: "a", role: "b"), "'a' gives the b a second time; give each split once"),
  ]

  @Test(arguments: errors)
  func saysWhatWhereAndWhatToDo(error: DatasetError, text: String) {
    #expect(error.kind == .badData)
    #expect(error.description == text)
  }
}
