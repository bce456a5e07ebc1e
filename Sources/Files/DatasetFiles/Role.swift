/// What an array is in the data set.
enum Role: String {
  case trainImages = "train images (x_train)"
  case trainLabels = "train labels (y_train)"
  case testImages = "test images (x_test)"
  case testLabels = "test labels (y_test)"

  /// The role of an array in Keras's file; nil for other names.
  init?(kerasName name: String) {
    switch name {
    case "x_train": self = .trainImages
    case "y_train": self = .trainLabels
    case "x_test": self = .testImages
    case "y_test": self = .testLabels
    default: return nil
    }
  }

  /// Images or labels by the shape, the split by the name of the array or else of its file.
  ///
  /// Nil when neither says one, and for a single number.
  init?(shape: [Int], names: [String]) {
    guard !shape.isEmpty, let isTest = names.lazy.compactMap(Split.init(in:)).first?.isTest else {
      return nil
    }
    if shape.dropFirst().allSatisfy({ $0 == 1 }) {
      self = isTest ? .testLabels : .trainLabels
    } else {
      self = isTest ? .testImages : .trainImages
    }
  }

  /// Whether it is images, not labels.
  var isImages: Bool { self == .trainImages || self == .testImages }

  /// The shape that an array of this shape has in the data set; nil when it cannot be one.
  ///
  /// Images are `[N, 28, 28]`, also with a channel as Keras and PyTorch have it, or as rows of 784
  /// numbers; labels are `[N]`, also as a column.
  func storedShape(of shape: [Int]) -> [Int]? {
    guard let count = shape.first else { return nil }
    let one = Array(shape.dropFirst())
    let isRight =
      isImages
      ? count > 0 && [[28, 28], [28, 28, 1], [1, 28, 28], [784]].contains(one)
      : [[], [1]].contains(one)
    return isRight ? isImages ? [count, 28, 28] : [count] : nil
  }
}

/// A part of the data set, as a name says it.
struct Split {
  let isTest: Bool

  /// What there can be of it.
  var roles: Set<Role> {
    isTest ? [.testImages, .testLabels] : [.trainImages, .trainLabels]
  }

  /// The one that `name` says; nil when it says none, or both.
  init?(in name: String) {
    let name = name.lowercased()
    let isTest = name.contains("t10k") || name.contains("test")
    guard isTest != name.contains("train") else { return nil }
    self.isTest = isTest
  }
}
