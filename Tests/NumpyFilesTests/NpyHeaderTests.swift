import Testing

@testable import NumpyFiles

@Suite struct NpyHeaderTests {
  private func header(_ text: String) throws -> NpyHeader {
    try NpyHeader(parsing: Array(text.utf8))
  }

  @Test(arguments: [
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), }  \n", [60000, 28, 28]),
    ("{'descr':'|u1','fortran_order':False,'shape':(3,)}", [3]),
    ("{\"shape\": (3, 4), \"descr\": \"|u1\", \"fortran_order\": False,}", [3, 4]),
    ("\n{ 'fortran_order' : False , 'shape' : ( ) , 'descr' : '|u1' }\n", []),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (60000L, 28L, 28L), }", [60000, 28, 28]),
    ("{'descr': '|u1', 'fortran_order': False, 'shape': (0, 5,), }", [0, 5]),
    (
      "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999, 2), }",
      [Int.max, 2]
    ),
  ])
  func readsWhatWritersWrite(text: String, shape: [Int]) throws {
    let header = try header(text)
    #expect(header.shape == shape)
    #expect(header.type == "|u1")
    #expect(!header.isFortran)
  }

  @Test func readsTypeAndOrder() throws {
    let header = try header("{'descr': '<f8', 'fortran_order': True, 'shape': (1,), }")
    #expect(header.type == "<f8")
    #expect(header.isFortran)
  }

  @Test(arguments: [
    "", "{", "}", "{}", "[]", "None", "{'descr': '|u1'}",
    "{'descr': '|u1', 'fortran_order': False}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (3)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': 3}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (3, -1)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (3,,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (03, 1)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (3.0, 1)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (0x3, 1)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 1)} 1",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 1)",
    "{'descr': '|u1', 'fortran_order': 0, 'shape': (3, 1)}",
    "{'descr': '|u1', 'fortran_order': false, 'shape': (3, 1)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 1), 'more': 1}",
    "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (3, 1)}",
    "{'descr': '|u1' 'fortran_order': False, 'shape': (3, 1)}",
    "{'descr': '|u1\", 'fortran_order': False, 'shape': (3, 1)}",
    "{'descr': '\\x7cu1', 'fortran_order': False, 'shape': (3, 1)}",
    "{'descr': u'|u1', 'fortran_order': False, 'shape': (3, 1)}",
    "{'descr': __import__('os').system('id'), 'fortran_order': False, 'shape': (3, 1)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (len('abc'), 1)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (1 + 2, 1)}",
    "__import__('os').system('id')", "{'descr': '|u1\u{0}', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '\u{E9}', 'fortran_order': False, 'shape': (1,)}",
  ])
  func everythingElseIsMalformed(text: String) {
    #expect(throws: NpyHeader.Failure.malformed) { try header(text) }
  }

  @Test func recordsAreToldApart() {
    #expect(throws: NpyHeader.Failure.structured) {
      try header("{'descr': [('a', '<i4'), ('b', '|u1')], 'fortran_order': False, 'shape': (1,)}")
    }
  }

  @Test func everyPrefixIsMalformed() {
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), }"
    for count in 0..<text.utf8.count {
      #expect(throws: NpyHeader.Failure.malformed, "\(count) bytes") {
        try NpyHeader(parsing: Array(text.utf8.prefix(count)))
      }
    }
  }

  @Test func deepAndLongTextIsRefusedWithoutRecursion() {
    let long = String(repeating: "(", count: 10_000)
    #expect(throws: NpyHeader.Failure.malformed) {
      try header("{'descr': '|u1', 'fortran_order': False, 'shape': \(long)")
    }
    let many = String(repeating: "1, ", count: 3000)
    #expect(throws: NpyHeader.Failure.malformed) {
      try header("{'descr': '|u1', 'fortran_order': False, 'shape': (\(many))}")
    }
  }
}
