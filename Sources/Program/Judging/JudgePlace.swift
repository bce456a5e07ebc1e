import DurableFiles
import Failures
import TensorStore

/// The place where the judge of a store is kept, and what lies there.
public struct JudgePlace {
  /// The judge that need not be made again; nil when there is none.
  public let judge: TrainedJudge?
  /// What is wrong with the judge that a new one will replace, such as `of other data`; nil when there is
  /// none to replace.
  public let fault: String?

  /// Reads what lies at `path`, and without a judge of `store`, by the recipe of now, makes sure that one
  /// can be written.
  ///
  /// - Throws: `FileError.otherKind` for a file that never was a judge, `.cannotCreate`.
  public init(path: String, of store: StoreReader) throws {
    do {
      let found = try TrainedJudge(path: path, of: store)
      let isCurrent = found.facts.recipe == .standard
      judge = isCurrent ? found : nil
      fault = isCurrent ? nil : "of another version"
    } catch let error as any ReportableError {
      judge = nil
      fault =
        switch error {
        case FileError.missing: nil
        case JudgeError.otherData: "of other data"
        case JudgeError.foreign: "of another version"
        default: "damaged"
        }
    }
    if judge == nil { try prepareOutput(at: path, as: .judge) }
  }
}
