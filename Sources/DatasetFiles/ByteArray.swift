/// An array of unsigned bytes as it stood in a file.
struct ByteArray: Sendable {
  let shape: [Int]
  let bytes: [UInt8]
}

/// The largest array accepted, in bytes: five times MNIST's training images.
let maximumArrayCount = 256 << 20
