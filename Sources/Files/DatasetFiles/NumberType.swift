/// How a file writes a number.
struct NumberType: Equatable {
  enum Kind {
    case unsigned
    case signed
    case float
  }

  let kind: Kind
  /// Bytes of one.
  let size: Int
  var isBigEndian = false

  /// The type that NumPy calls `descr`: `|u1`, `<i8`, also spelt `B` or `uint8`.
  ///
  /// The letters for C's types are those of the same size everywhere. Nil for other types.
  init?(descr: String) {
    let orders = "<>=|"
    let order = descr.first.flatMap { orders.contains($0) ? $0 : nil }
    let name = order == nil ? descr[...] : descr.dropFirst()
    switch name {
    case "u1", "B", "uint8": self.init(kind: .unsigned, size: 1)
    case "u2", "H", "uint16": self.init(kind: .unsigned, size: 2)
    case "u4", "I", "uint32": self.init(kind: .unsigned, size: 4)
    case "u8", "Q", "uint64": self.init(kind: .unsigned, size: 8)
    case "i1", "b", "int8": self.init(kind: .signed, size: 1)
    case "i2", "h", "int16": self.init(kind: .signed, size: 2)
    case "i4", "i", "int32": self.init(kind: .signed, size: 4)
    case "i8", "q", "int64": self.init(kind: .signed, size: 8)
    case "f2", "e", "float16": self.init(kind: .float, size: 2)
    case "f4", "f", "float32": self.init(kind: .float, size: 4)
    case "f8", "d", "float64": self.init(kind: .float, size: 8)
    default: return nil
    }
    isBigEndian = order == ">"
  }

  /// The type with this code in an idx file, where all are big-endian; nil for other codes.
  init?(idxCode code: Int) {
    switch code {
    case 0x08: self.init(kind: .unsigned, size: 1)
    case 0x09: self.init(kind: .signed, size: 1)
    case 0x0B: self.init(kind: .signed, size: 2)
    case 0x0C: self.init(kind: .signed, size: 4)
    case 0x0D: self.init(kind: .float, size: 4)
    case 0x0E: self.init(kind: .float, size: 8)
    default: return nil
    }
    isBigEndian = true
  }

  private init(kind: Kind, size: Int) { (self.kind, self.size) = (kind, size) }
}
