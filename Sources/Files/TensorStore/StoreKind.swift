import DurableFiles

extension FileKind {
  /// What a tensor store replaces: a store, whole or damaged, told by the names in its header.
  ///
  /// Other safetensors files, such as a run's state, have none of them, and texts have no zeros where
  /// the header's length is.
  public static let tensorStore = FileKind("a tensor store") { beginning in
    beginning.prefix(8).contains(0)
      && ["payload_sha256", "train.images", "train.labels", "test.images"].contains { name in
        !beginning.ranges(of: name.utf8).isEmpty
      }
  }
}
