/// What the page is given, as JSON; FORMAT.md describes it.
struct PageData: Encodable {
  struct Epoch: Encodable {
    let name: String
    let weights: String
    let coarse: Bool
  }

  struct Check: Encodable {
    let seed: String
    let latent: String
    let image: String
    let logit: Float
  }

  let dimension: Int
  let filters: Int
  let module: String
  let discriminator: String
  let epochs: [Epoch]
  let directions: String
  let written: String
  let check: Check
}

/// The little-endian bytes of 32-bit floats, one after the other.
func littleEndianBytes(_ values: [Float]) -> [UInt8] {
  values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
  }
}
