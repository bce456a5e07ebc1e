#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The system's `open`, under a name that no method of ours hides; what it creates has the mode of a
/// new file.
func openFile(_ path: String, _ flags: Int32) -> Int32 { open(path, flags, newFileMode) }
