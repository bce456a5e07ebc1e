import NeuralNetwork

/// The kernel tables that this processor can run, by their names.
public let runnableKernels = (float32Kernels + bfloat16Kernels).filter { isRunnable($0) }

/// Those of them that multiply float32 numbers, which are compared with the reference closely.
public let runnableFloat32Kernels = float32Kernels.filter { isRunnable($0) }

/// The tables that multiply bfloat16 numbers.
public let bfloat16Kernels = ["avx512bf16", "amxbf16"]

private let float32Kernels = ["portable", "avx2", "avx512"]

private func isRunnable(_ name: String) -> Bool {
  do {
    _ = try Kernels(named: name)
    return true
  } catch { return false }
}
