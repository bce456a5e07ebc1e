import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The first signal that asked to stop; 0 while none did.
private let requested = Atomic<Int32>(0)
/// Whether one of those came that may end the process at once when they are repeated.
private let isInsisted = Atomic<Bool>(false)

/// SIGINT, SIGTERM and SIGHUP as a wish to stop in good order.
public enum StopRequest {
  /// The signal that asked to stop; nil while none did.
  public static var signal: Int32? {
    let number = requested.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// From now on the first of these signals only sets `signal`; a second SIGINT or SIGTERM ends the
  /// process at once, with 128 + its number.
  ///
  /// SIGHUP never does: a terminal that closes sends it twice, by its shell and by the kernel, and a
  /// service manager sends it with SIGTERM. What the caller had set to be ignored, as `nohup` does,
  /// stays ignored.
  public static func catchSignals() {
    // The handler must not be the first to touch them.
    requested.store(0, ordering: .relaxed)
    isInsisted.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      setHandler(number) { number in
        let isRepeated = number != SIGHUP && isInsisted.exchange(true, ordering: .relaxed)
        if isRepeated { _exit(128 + number) }
        _ = requested.compareExchange(expected: 0, desired: number, ordering: .relaxed)
      }
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return withUnsafeBytes(of: action) { action in
      withUnsafeBytes(of: SIG_IGN) { ignoring in
        // The handler comes first, and functions can only be compared by their bytes.
        action.prefix(ignoring.count).elementsEqual(ignoring)
      }
    }
  }
}

/// The system's `signal`, under a name that the property above does not hide.
private func setHandler(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
  signal(number, handler)
}
