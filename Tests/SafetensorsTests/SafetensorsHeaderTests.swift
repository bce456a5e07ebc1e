import DurableFiles
import Testing

@testable import Safetensors

@Suite struct SafetensorsHeaderTests {
  private func header(_ json: String, dataCount: Int) throws -> SafetensorsHeader {
    let bytes = file(json, dataCount: dataCount)
    return try SafetensorsHeader(
      parsing: bytes[8..<8 + json.utf8.count], fileSize: bytes.count, source: "s")
  }

  @Test func readsEveryTypeInTheOrderOfTheBytes() throws {
    let json = """
      { "b" : {"shape":[2,1],"dtype":"F16","data_offsets":[1,5]}, "\\u0061\\ud83d\\ude00":
       {"data_offsets": [0, 1], "dtype": "BOOL", "shape": [ ] },"c":{"dtype":"F64","shape":[0,9],
      "data_offsets":[5,5]}}\t\r\n
      """
    let entries = try header(json, dataCount: 5).entries
    let start = 8 + json.utf8.count
    #expect(entries.map(\.name) == ["a\u{1F600}", "b", "c"])
    #expect(entries.map(\.type) == [.bool, .f16, .f64])
    #expect(entries.map(\.shape) == [[], [2, 1], [0, 9]])
    #expect(
      entries.map(\.byteRange) == [start..<start + 1, start + 1..<start + 5, start + 5..<start + 5])
  }

  @Test func aFileWithoutTensorsIsValid() throws {
    #expect(try header("{}", dataCount: 0).entries.isEmpty)
    #expect(try header(#"{"__metadata__":{}}"#, dataCount: 0).metadata.isEmpty)
  }

  /// What `"x":{...}` says, the bytes of data, and the complaint.
  @Test(arguments: [
    (#""dtype":"F31","shape":[1],"data_offsets":[0,4]"#, 4, "has the unknown type 'F31'"),
    (#""dtype":"f32","shape":[1],"data_offsets":[0,4]"#, 4, "has the unknown type 'f32'"),
    (#""shape":[1],"data_offsets":[0,4]"#, 4, "lacks dtype, shape or data_offsets"),
    (#""dtype":"F32","data_offsets":[0,4]"#, 4, "lacks dtype, shape or data_offsets"),
    (#""dtype":"F32","shape":[1]"#, 4, "lacks dtype, shape or data_offsets"),
    (#""dtype":"F32","shape":[1],"data_offsets":[0]"#, 4, "lacks dtype, shape or data_offsets"),
    (
      #""dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]"#, 4,
      "has an unexpected or repeated field 'shape'"
    ),
    (
      #""dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1"#, 4,
      "has an unexpected or repeated field 'more'"
    ),
    (
      #""dtype":"F32","shape":[2],"data_offsets":[0,4]"#, 4,
      "needs 8 bytes, its offsets are [0, 4]"
    ),
    (
      #""dtype":"F32","shape":[1],"data_offsets":[4,0]"#, 4,
      "needs 4 bytes, its offsets are [4, 0]"
    ),
    (
      #""dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]"#, 4,
      "has an impossible shape [4611686018427387904, 4]"
    ),
    (#""dtype":"U8","shape":[2],"data_offsets":[1,3]"#, 3, "overlaps another or leaves a gap"),
  ])
  func fieldsThatDoNotFitAreNamed(fields: String, dataCount: Int, reason: String) {
    #expect(throws: SafetensorsError.invalid(source: "s", tensor: "x", reason: reason)) {
      try header("{\"x\":{\(fields)}}", dataCount: dataCount)
    }
  }

  @Test func overlapsGapsAndRepeatedNamesAreRefused() {
    func entry(_ name: String, _ start: Int, _ end: Int) -> String {
      #""\#(name)":{"dtype":"U8","shape":[\#(end - start)],"data_offsets":[\#(start),\#(end)]}"#
    }
    let cases = [
      ([entry("x", 0, 4), entry("y", 3, 6)], 6, "y", "overlaps another or leaves a gap"),
      ([entry("x", 0, 4), entry("y", 5, 6)], 6, "y", "overlaps another or leaves a gap"),
      ([entry("x", 0, 4), entry("y", 0, 4)], 4, "y", "overlaps another or leaves a gap"),
      ([entry("x", 0, 4), entry("x", 4, 6)], 6, "x", "appears twice"),
      ([entry("x", 0, 4), entry("\\u0078", 4, 6)], 6, "x", "appears twice"),
      ([#""__metadata__":{"k":"1","k":"1"}"#], 0, "k", "appears twice"),
      ([#""__metadata__":{}"#, #""__metadata__":{}"#], 0, "__metadata__", "appears twice"),
    ]
    for (fields, dataCount, name, reason) in cases {
      #expect(throws: SafetensorsError.invalid(source: "s", tensor: name, reason: reason)) {
        try header("{\(fields.joined(separator: ","))}", dataCount: dataCount)
      }
    }
  }

  @Test func keysAbove512BytesAreRefused() throws {
    func named(_ name: String) -> String {
      "{\"\(name)\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}"
    }
    let name = String(repeating: "x", count: 512)
    #expect(try header(named(name), dataCount: 1).entries.map(\.name) == [name])
    #expect(throws: SafetensorsError.self) { try header(named(name + "x"), dataCount: 1) }
    // To compare these combining marks takes minutes.
    let marks = String(repeating: "\u{301}\u{316}", count: 200_000)
    #expect(throws: SafetensorsError.self) { try header(named("a" + marks), dataCount: 1) }
    #expect(throws: SafetensorsError.self) {
      try header("{\"__metadata__\":{\"a\(marks)\":\"\"}}", dataCount: 0)
    }
  }

  @Test func theLengthMustBeThatOfTheFile() {
    let json = #"{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}"#
    let start = 8 + json.utf8.count
    for count in [0, 2, 4, 5] {
      #expect(
        throws: SafetensorsError.truncated(source: "s", expected: start + 3, found: start + count)
      ) { try header(json, dataCount: count) }
    }
    let huge = #"{"x":{"dtype":"U8","shape":[1],"data_offsets":[\#(Int.max - 1),\#(Int.max)]}}"#
    #expect(
      throws: SafetensorsError.truncated(
        source: "s", expected: Int.max, found: 9 + huge.utf8.count)
    ) { try header(huge, dataCount: 1) }
  }

  /// JSON that is not, and the byte of the file where it stops to be.
  @Test(arguments: [
    ("{", 9), ("{}}", 10), ("{} {}", 11), ("{\"a\"}", 12), ("{\"a\":1}", 13),
    ("{\"__metadata__\":{}", 26),
    ("{,}", 9), (#"{"a":{"shape":[1,]}}"#, 25), (#"{"a":{"shape":[01]}}"#, 25),
    (#"{"a":{"shape":[-1]}}"#, 23), (#"{"a":{"shape":[1.5]}}"#, 24),
    (#"{"a":{"shape":[9223372036854775808]}}"#, 41),
    (#"{"a":{"shape":[1,1,1,1,1,1,1,1,1]}}"#, 39), (#"{"a":{"dtype":null}}"#, 22),
    (#"{"__metadata__":{"a":1}}"#, 29), ("{\"\n\":1}", 11), (#"{"\x":1}"#, 12),
    (#"{"\ud800":1}"#, 16), (#"{"\ud800\u0041":1}"#, 22), (#"{"\udc00":1}"#, 16),
    (#"{"\u12"#, 12), (#"{"\u+123":1}"#, 12), (#"{"\"#, 11), ("{\"a", 11),
  ])
  func malformedJSONSaysWhere(json: String, offset: Int) {
    #expect(
      throws: SafetensorsError.notSafetensors(
        source: "s", reason: "its header is malformed at byte \(offset)")
    ) { try header(json, dataCount: 0) }
  }

  @Test func invalidUTF8IsRefused() throws {
    for bad in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]] as [[UInt8]] {
      let bytes = Array("{\"".utf8) + bad + Array("\":{}}".utf8)
      #expect(throws: SafetensorsError.self) {
        try SafetensorsHeader(parsing: bytes[...], fileSize: 8 + bytes.count, source: "s")
      }
    }
  }

  @Test func theLengthFieldIsCheckedBeforeTheHeader() {
    let cases: [(prefix: [UInt8], SafetensorsError)] = [
      ([], .truncated(source: "s", expected: 8, found: 0)),
      ([0, 0, 0, 0, 0, 0, 0], .truncated(source: "s", expected: 8, found: 7)),
      ([9, 0, 0, 0, 0, 0, 0, 0], .truncated(source: "s", expected: 17, found: 16)),
      (
        [1, 0, 16, 0, 0, 0, 0, 0],
        .notSafetensors(source: "s", reason: "its header would have 1048577 bytes")
      ),
      (
        [255, 255, 255, 255, 255, 255, 255, 255],
        .notSafetensors(source: "s", reason: "its header would have 18446744073709551615 bytes")
      ),
      ([0, 0, 0, 0, 0, 0, 0, 0], .notSafetensors(source: "s", reason: "its header is not JSON")),
      ([2, 0, 0, 0, 0, 0, 0, 0], .notSafetensors(source: "s", reason: "its header is not JSON")),
    ]
    for (prefix, error) in cases {
      let rest = [UInt8](repeating: 0x20, count: prefix.count == 8 ? 8 : 0)
      #expect(throws: error) { try readSafetensors(prefix + rest, source: "s") }
    }
  }

  @Test func everyComplaintNamesTheFileAndTheCure() {
    let errors: [SafetensorsError] = [
      .notSafetensors(source: "s", reason: "r"), .truncated(source: "s", expected: 2, found: 1),
      .invalid(source: "s", tensor: "t", reason: "r"),
    ]
    for error in errors {
      #expect(error.kind == .badData)
      #expect(error.description.hasPrefix("'s'"))
      #expect(error.description.contains("rebuild"))
      #expect(!error.description.contains("\n"))
    }
  }
}
