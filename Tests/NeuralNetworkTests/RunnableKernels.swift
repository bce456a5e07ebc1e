import NeuralNetwork
import Testing

/// The kernels that this processor can run.
let runnableKernels = ["portable", "avx2", "avx512", "avx512bf16"].filter { name in
  do {
    _ = try Kernels(named: name)
    return true
  } catch { return false }
}

@Suite struct KernelsTests {
  @Test func everyProcessorRunsThePortableKernels() throws {
    #expect(runnableKernels.contains("portable"))
    for name in runnableKernels { #expect(try Kernels(named: name).name == name) }
  }

  @Test func unknownKernelsAreAUsageErrorThatNamesThem() {
    let error = #expect(throws: KernelError.self) { try Kernels(named: "abacus") }
    #expect(error?.kind == .usage)
    #expect(error?.description.contains("'abacus'") == true)
  }
}
