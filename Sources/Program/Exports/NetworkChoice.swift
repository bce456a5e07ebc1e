/// One of the networks of a checkpoint, by the name that the archive has for it.
public enum NetworkChoice: String, CaseIterable, Sendable { case generator, discriminator }
