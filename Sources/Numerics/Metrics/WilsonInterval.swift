#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where the probability lies of what happened in some of several independent trials, with 95 %
/// confidence.
///
/// Unlike the mean plus or minus two deviations it stays in 0...1, and is not empty where all trials or
/// none succeeded. Source: Wilson 1927.
public struct WilsonInterval: Equatable, Sendable {
  /// The borders.
  public let lower, upper: Double

  /// The normal deviate that 97.5 % lie below.
  private static let deviate = 1.959963984540054

  /// - Precondition: There is a trial, and no more successes than trials.
  public init(successes: Int, trials: Int) {
    precondition(trials >= 1 && (0...trials).contains(successes), "\(successes) of \(trials)")
    let (n, z) = (Double(trials), Self.deviate)
    let share = Double(successes) / n
    let centre = share + z * z / (2 * n)
    let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    lower = successes == 0 ? 0 : (centre - half) / (1 + z * z / n)
    upper = successes == trials ? 1 : (centre + half) / (1 + z * z / n)
  }
}
