import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private let requested = Atomic<Int32>(0)

/// SIGINT and SIGTERM as a wish to stop in good order.
public enum StopRequest {
  /// The signal that asked to stop; nil while none did.
  public static var signal: Int32? {
    let number = requested.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// From now on the first SIGINT or SIGTERM only sets `signal`; the second ends the process at
  /// once, with 128 + its number.
  public static func catchSignals() {
    requested.store(0, ordering: .relaxed)  // the handler must not be the first to touch it
    for number in [SIGINT, SIGTERM] {
      setHandler(number) { number in
        if requested.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
    }
  }
}

/// The system's `signal`, under a name that the property above does not hide.
private func setHandler(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
  signal(number, handler)
}
