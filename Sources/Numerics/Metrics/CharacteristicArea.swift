/// The area under the receiver operating characteristic of a classifier: the probability that it scores
/// a positive sample above a negative one, a tie counting half.
///
/// 1/2 is chance. Unlike accuracy it does not change when an offset moves all scores.
/// Source: Mann and Whitney 1947; Fawcett 2006.
///
/// - Parameters:
///   - positive: Scores of positive samples.
///   - negative: Scores of negative samples.
/// - Returns: 0...1; not-a-number when a score is.
/// - Precondition: There is one of each.
/// - Complexity: O(n log n).
public func characteristicArea(positive: [Float], negative: [Float]) -> Double {
  precondition(!positive.isEmpty && !negative.isEmpty, "samples of one kind")
  guard !positive.contains(where: \.isNaN), !negative.contains(where: \.isNaN) else { return .nan }
  let sorted = negative.sorted()
  // Twice the number of pairs that are in order, so that a half is a whole number.
  var halves = 0
  for score in positive {
    halves += sorted.count(before: { $0 < score }) + sorted.count(before: { $0 <= score })
  }
  return Double(halves) / (2 * Double(positive.count) * Double(negative.count))
}

extension [Float] {
  /// How many elements satisfy `isBefore`, which those at the front do.
  fileprivate func count(before isBefore: (Float) -> Bool) -> Int {
    var (lower, upper) = (0, count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if isBefore(self[middle]) { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}
