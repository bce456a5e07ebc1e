import NeuralNetwork

/// The kernel tables that this processor can run, by their names.
public let runnableKernels = Kernels.runnable.map(\.name)

/// Those of them that multiply float32 numbers, which are compared with the reference closely.
public let runnableFloat32Kernels = Kernels.runnable.filter { !$0.isBfloat16 }.map(\.name)
