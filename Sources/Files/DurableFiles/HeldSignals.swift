#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs `body` while the signals that end a program wait, so that it leaves nothing half done.
///
/// They arrive when it returns. A kill that cannot wait leaves a temporary for the next run.
func holdingSignals<Result>(_ body: () throws -> Result) rethrows -> Result {
  var held = sigset_t()
  var previous = sigset_t()
  sigemptyset(&held)
  for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&held, signal) }
  pthread_sigmask(SIG_BLOCK, &held, &previous)
  defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
  return try body()
}
