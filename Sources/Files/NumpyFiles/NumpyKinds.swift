import DurableFiles

extension FileKind {
  /// What a .npz file begins with: a member that is an array.
  public static let npz = FileKind("an npz file") { beginning in
    beginning.starts(with: [0x50, 0x4B, 3, 4])
      && !beginning.ranges(of: Array(".npy".utf8)).isEmpty
  }

  /// What a .npy file begins with.
  public static let npy = FileKind("a .npy file") { $0.starts(with: NpyHeader.magic) }
}
