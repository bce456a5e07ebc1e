import DurableFiles

extension FileKind {
  /// What a .npz file begins with: a member that is an array.
  public static let npz = FileKind("an npz file") { beginning in
    beginning.starts(with: [0x50, 0x4B, 3, 4])
      && !beginning.ranges(of: Array(".npy".utf8)).isEmpty
  }
}
