#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The terminal that standard error leads to, if it does.
public enum Terminal {
  /// Whether somebody reads standard error as it is written.
  public static var isThere: Bool { isatty(STDERR_FILENO) != 0 }

  /// Whether a line can be drawn over; a terminal that calls itself `dumb` cannot.
  static var canRedraw: Bool { isThere && setting(nil, environment: "TERM", default: "") != "dumb" }

  /// Its columns now; 80 where it does not say.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
