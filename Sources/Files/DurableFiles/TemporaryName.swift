#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The name of a temporary sibling of a file: `.NAME.tmp-PROCESS-RANDOM`.
///
/// The process tells whether its writer is still at work. The random part keeps two writers apart
/// whose numbers are equal, as those of containers that share a folder often are.
struct TemporaryName: Equatable {
  /// The file that is being replaced.
  let target: String
  /// Its writer.
  let process: Int32
  private let random: UInt64

  /// A name for this process to replace `target`.
  init(for target: String) {
    self.target = target
    process = getpid()
    random = .random(in: 0...UInt64.max)
  }

  /// Reads a name in a folder; nil when it is any other file's.
  init?(_ name: String) {
    // Bytes, as a dot before a combining accent is another character.
    guard name.utf8.first == UInt8(ascii: "."),
      let marker = name.utf8.ranges(of: ".tmp-".utf8).last
    else { return nil }
    let numbers = name[marker.upperBound...].split(separator: "-", omittingEmptySubsequences: false)
    guard numbers.count == 2, let process = Int32(numbers[0]), process > 0,
      let random = UInt64(numbers[1], radix: 16)
    else { return nil }
    target = String(name[name.utf8.index(after: name.startIndex)..<marker.lowerBound])
    self.process = process
    self.random = random
    guard text.utf8.elementsEqual(name.utf8) else { return nil }
  }

  /// The name itself.
  var text: String {
    let digits = String(random, radix: 16)
    return ".\(target).tmp-\(process)-" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Whether nobody will finish this file.
  ///
  /// This process counts as nobody: it asks before it writes, so its number was another's.
  var isStale: Bool {
    process == getpid() || (kill(process, 0) != 0 && errno == ESRCH)
  }
}

/// Removes what interrupted `replaceFile` calls left in a folder; what living processes are
/// writing stays.
///
/// - Throws: `FileError` when the folder cannot be read.
public func removeStaleTemporaries(in folder: String) throws {
  try removeStaleTemporaries(in: folder) { _ in true }
}

/// The same for the temporaries whose target satisfies `isWanted`.
func removeStaleTemporaries(in folder: String, where isWanted: (String) -> Bool) throws {
  for name in try namesInFolder(folder) {
    guard let temporary = TemporaryName(name), isWanted(temporary.target), temporary.isStale
    else { continue }
    // One that cannot be removed disturbs nobody.
    unlink("\(folder)/\(name)")
  }
}
