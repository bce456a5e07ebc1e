import NeuralNetwork
import TestSupport
import Testing

@Suite struct KernelsTests {
  @Test func everyProcessorRunsThePortableKernels() throws {
    #expect(runnableKernels.contains("portable"))
    for name in runnableKernels { #expect(try Kernels(named: name).name == name) }
  }

  @Test func unknownKernelsAreAUsageErrorThatNamesThem() {
    let error = #expect(throws: KernelError.self) { try Kernels(named: "abacus") }
    #expect(error?.kind == .usage)
    #expect(error?.description.contains("'abacus'") == true)
    let names = runnableKernels.joined(separator: ", ")
    #expect(error?.description.contains("one of \(names), or") == true)
  }
}
