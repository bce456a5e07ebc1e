import CheckpointArchive
import DurableFiles
import NumpyFiles
import Pictures

/// An array of samples `[count, 28, 28]` in a file of NumPy's.
public struct SampleFile: Sendable {
  /// How the file is told from others.
  public enum Container: String, CaseIterable, Sendable {
    /// The array alone.
    case npy
    /// The array, called `images`, in a zip file.
    case npz

    var kind: FileKind { self == .npy ? .npy : .npz }
  }

  private let container: Container
  private let isFloat: Bool

  /// - Parameters:
  ///   - container: Of the file.
  ///   - isFloat: Whether its elements are float32, exactly what the generator makes, 0...1, or bytes,
  ///     these rounded to steps of 1/255.
  public init(_ container: Container, isFloat: Bool) {
    (self.container, self.isFloat) = (container, isFloat)
  }

  /// Replaces `path` by the samples of a checkpoint.
  ///
  /// - Parameters:
  ///   - set: Which samples.
  ///   - info: The checkpoint.
  ///   - archive: Has it.
  ///   - threads: At least 1; the bytes do not depend on it.
  ///   - path: The file.
  ///   - progress: Gets the number of images that are made; the file stays as it was when it throws.
  /// - Throws: `ArchiveError`, `DrawingError`, `FileError`, `KernelError`, and what `progress` throws.
  public func write(
    _ set: SampleSet, of info: CheckpointInfo, in archive: ArchiveReader, threads: Int,
    to path: String, progress: (Int) throws -> Void
  ) throws {
    try prepareOutput(at: path, as: container.kind)
    var source = try set.source(of: info, in: archive, threads: threads)
    let array = StreamedArray(
      "images", shape: [set.count, 28, 28], of: isFloat ? .float : .byte)
    func next() throws -> [UInt8]? {
      guard let images = source.next() else { return nil }
      try progress(source.done)
      return isFloat
        ? images.withUnsafeBytes { Array($0) } : images.map(Palette.gray.gray)
    }
    switch container {
    case .npy: try array.writeNpy(to: path, next: next)
    case .npz: try array.writeNpz(to: path, next: next)
    }
  }
}
