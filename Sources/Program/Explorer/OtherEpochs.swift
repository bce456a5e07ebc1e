#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Epochs to show beside a chosen one: spread such that each is about the same multiple of the one
/// before, as a generator changes most in the beginning.
///
/// - Parameters:
///   - epochs: Those there are, ascending.
///   - chosen: One of them.
///   - count: As many are looked for.
/// - Returns: At most `count` of them, ascending, without the chosen one.
func otherEpochs(_ epochs: [Int], beside chosen: Int, count: Int) -> [Int] {
  guard let first = epochs.first, let last = epochs.last, count > 0 else { return [] }
  let step = log(Double(last) / Double(first)) / Double(count)
  var places = (0...count).map { log(Double(first)) + step * Double($0) }
  func distance(_ epoch: Int, _ place: Double) -> Double { abs(log(Double(epoch)) - place) }
  let own = places.indices.min { distance(chosen, places[$0]) < distance(chosen, places[$1]) }
  if let own { places.remove(at: own) }
  var rest = epochs.filter { $0 != chosen }
  var others: [Int] = []
  for place in places {
    let nearest = rest.indices.min { distance(rest[$0], place) < distance(rest[$1], place) }
    if let nearest { others.append(rest.remove(at: nearest)) }
  }
  return others.sorted()
}
