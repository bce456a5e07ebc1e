/// A tensor of the store, in the order in which they are written.
enum StorePart: String, CaseIterable {
  case trainImages = "train.images"
  case trainLabels = "train.labels"
  case testImages = "test.images"
  case testLabels = "test.labels"
}

/// The most that the tensors of a store may take, in bytes: more than twice MNIST.
public let maximumStoreCount = 128 << 20

/// The version of the format that is written.
let storeFormatVersion = "2"
