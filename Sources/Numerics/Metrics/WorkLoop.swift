/// What runs the work items of a metric, on however many threads.
///
/// An item of this module writes only what no other does, so that no result depends on who runs it.
public struct WorkLoop {
  /// Calls its body once for every item in `0..<items`, in any order, and returns when all are done.
  public typealias Body = (_ items: Int, _ body: (_ item: Int) -> Void) -> Void

  private let body: Body

  /// A loop that calls `body`.
  public init(_ body: @escaping Body) {
    self.body = body
  }

  /// One item after the other, on this thread.
  public static var serial: WorkLoop {
    WorkLoop { items, body in for item in 0..<items { body(item) } }
  }

  func callAsFunction(_ items: Int, _ body: (_ item: Int) -> Void) { self.body(items, body) }
}
