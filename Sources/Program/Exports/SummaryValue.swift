/// A value that TensorBoard shows for a step, under a tag.
///
/// Source: tensorflow/core/framework/summary.proto and tensor.proto.
struct SummaryValue {
  /// The message `Summary.Value`.
  let message: ProtocolBuffer

  /// A point of a curve.
  init(scalar: Double, tag: String) {
    message = ProtocolBuffer([(Field.tag, .text(tag)), (Field.simpleValue, .float(Float(scalar)))])
  }

  /// A picture in grey.
  ///
  /// - Parameters:
  ///   - png: The file.
  ///   - width: Pixels a row.
  ///   - height: Rows.
  ///   - tag: What it is found by.
  init(png: [UInt8], width: Int, height: Int, tag: String) {
    let image = ProtocolBuffer([
      (1, .integer(height)), (2, .integer(width)), (3, .integer(Self.grey)), (4, .bytes(png)),
    ])
    message = ProtocolBuffer([(Field.tag, .text(tag)), (Field.image, .message(image))])
  }

  /// A text, in Markdown.
  init(text: String, tag: String) {
    let plugin = ProtocolBuffer([(1, .text("text"))])
    let tensor = ProtocolBuffer([
      (1, .integer(Self.stringType)), (2, .message(ProtocolBuffer())), (8, .text(text)),
    ])
    message = ProtocolBuffer([
      (Field.tag, .text(tag)), (Field.tensor, .message(tensor)),
      (Field.metadata, .message(ProtocolBuffer([(1, .message(plugin))]))),
    ])
  }

  /// Numbers of a value's fields.
  private enum Field {
    static let tag = 1
    static let simpleValue = 2
    static let image = 4
    static let tensor = 8
    static let metadata = 9
  }

  /// The colour space of one channel.
  private static let grey = 1
  /// Of a tensor whose elements are texts.
  private static let stringType = 7
}
