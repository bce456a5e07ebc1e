/// An array of unsigned bytes as it stood in a file.
struct ByteArray: Sendable {
  let shape: [Int]
  let bytes: [UInt8]
}

/// The most that the arrays of a data set may take, in bytes: more than twice MNIST.
///
/// Together with a file of as many bytes they stay below 300 MB of memory, so a file that unpacks
/// to more than it should is refused before it does harm.
let maximumDatasetCount = 128 << 20

/// The number of elements of an array; nil when it is above `limit`.
func elementCount(of shape: [Int], limit: Int) -> Int? {
  // A zero makes an array empty, however large its other dimensions.
  if shape.contains(0) { return 0 }
  var count = 1
  for dimension in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
    guard !overflow, product <= limit else { return nil }
    count = product
  }
  return count
}
