import Testing

@testable import Explorer

@Suite struct ExplorerErrorTests {
  @Test func theErrorSaysWhatCanBeDone() {
    #expect(
      ExplorerError.tooManyLatents(checkpoint: "e002", dimension: 4096, limit: 512).description
        == """
        checkpoint e002 draws digits from 4096 numbers, a page from 512 at most; take a run of a \
        smaller --latent-dim
        """)
  }
}
