import Testing

@testable import DatasetFiles

@Suite struct DatasetErrorTests {
  private static let errors: [(DatasetError, String)] = [
    (
      .unrecognised(path: "a", hint: " but a web page"),
      "'a' is not an .npz, .npy or idx file but a web page; give the MNIST files themselves"
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
      """
      'a': array 'x_train' has dtype '<i8'; images are [N, 28, 28] of whole numbers 0 to 255, or of \
      floats 0 to 1 in steps of 1/255, labels [N] of whole numbers 0 to 9
      """
    ),
    (
      .missingArray(
        path: "a", wanted: "array 'x_train'", found: ["b", String(repeating: "c", count: 99)]),
      """
      'a' has no array 'x_train'; found b, \(String(repeating: "c", count: 40)); \
      give the training images, as 'x_train' or in a file with 'train' in its name, and what else \
      belongs to them
      """
    ),
    (
      .missingArray(path: "a", wanted: "array 'x_train'", found: []),
      """
      'a' has no array 'x_train'; found nothing; give the training images, as 'x_train' or in a file \
      with 'train' in its name, and what else belongs to them
      """
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
    (
      .unusablePicture(path: "a", reason: "it has colours"),
      "'a' is no picture of 28x28 grey pixels: it has colours; give PNG files of 8 bits"
    ),
  ]

  @Test(arguments: errors)
  func saysWhatWhereAndWhatToDo(error: DatasetError, text: String) {
    #expect(error.kind == .badData)
    #expect(error.description == text)
  }
}
