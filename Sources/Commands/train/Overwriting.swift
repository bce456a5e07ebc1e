import CommandSupport
import Runs

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `--overwrite`: what it takes the place of is named; on a terminal, it is asked for.
struct Overwriting {
  private let old: OldRun
  private let folder: RunFolder

  /// Nil when there is nothing to overwrite.
  init?(_ folder: RunFolder) {
    guard let old = OldRun(in: folder) else { return nil }
    self.old = old
    self.folder = folder
  }

  /// Tells what goes; whoever sits at a terminal must agree.
  ///
  /// - Returns: Whether to go on.
  func isAgreed(quiet: Bool) -> Bool {
    guard isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0 else {
      if !quiet { printDiagnostic(text) }
      return true
    }
    printDiagnostic("\(text); type 'yes' to go on:")
    return readLine() == "yes"
  }

  /// Such as "replacing the run in 'runs/mnist' once the new one has an archived epoch: 12 epochs,
  /// 3.2 h of training, its evaluation, its pictures".
  private var text: String {
    var parts = [counted(old.epochs, "epoch"), "\(fixed(old.seconds / 3600, 1)) h of training"]
    if old.hasEvaluation { parts.append("its evaluation") }
    if old.hasPictures { parts.append("its pictures") }
    if old.hasBegunReplacement { parts.append("and at once what was begun to replace it") }
    return "replacing the run in '\(folder.path)' once the new one has an archived epoch: "
      + parts.joined(separator: ", ")
  }
}
