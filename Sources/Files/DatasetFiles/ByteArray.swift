import TensorStore

/// An array of unsigned bytes, row-major.
struct ByteArray: Sendable {
  let shape: [Int]
  let bytes: [UInt8]
  /// Whether the file had steps of 1/255 from 0 to 1.
  var isScaled = false
}

/// The most that the arrays of a data set may take, in bytes: what a store holds.
///
/// Together with the pieces that are read they stay below 300 MB of memory, so a file that unpacks
/// to more than it should is refused before it does harm.
let maximumDatasetCount = maximumStoreCount

/// The largest file read: numbers of 8 bytes, and room for headers, which are small.
let maximumFileCount = 8 * maximumDatasetCount + (1 << 20)

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
