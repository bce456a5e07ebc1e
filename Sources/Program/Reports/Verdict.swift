import CheckpointArchive
import Evaluation
import Experiment

/// A sentence or three about how good a run is, in its own numbers.
///
/// - Parameters:
///   - history: The run.
///   - last: The last epoch that is archived.
///   - calibration: What written digits score; nil when that is unknown.
/// - Returns: Text that says where each number is from.
func verdict(on history: RunHistory, last: CheckpointInfo, calibration: Calibration?) -> String {
  guard let newest = history.evaluations.last else {
    return """
      Trained to \(last.name) and not evaluated, so how good the digits are is not known. In the last \
      epoch the discriminator was right about \(percent(last.accuracyReal)) of the written and \
      \(percent(last.accuracyFake)) of the generated digits; at balance that is 50 %.
      """
  }
  let name = checkpointName(epoch: newest.epoch)
  func value(_ metric: MetricName) -> Double? { newest.values[metric.rawValue] }
  var sentences: [String] = []
  if let distance = value(.frechetDistance) {
    var sentence =
      "At \(name) the Frechet distance from written digits is \(fixedText(distance, decimals: 2))"
    if let floor = calibration?.floor(of: MetricName.frechetDistance.rawValue), floor > 0 {
      sentence += ", \(fixedText(distance / floor, decimals: 1)) times that of training images"
    }
    sentences.append(sentence + "; " + classes(missing: value(.missingClasses)) + ".")
    sentences.append(best(history, newest: newest, distance: distance))
  }
  if let real = value(.accuracyReal), let fake = value(.accuracyFake) {
    sentences.append(
      """
      The discriminator of \(name) is right about \(percent(real)) of test images and \
      \(percent(fake)) of generated ones; at balance that is 50 %.
      """)
  }
  return sentences.joined(separator: " ")
}

private func classes(missing: Double?) -> String {
  switch missing {
  case 0: "no class of digits is missing"
  case 1: "one class of digits is as good as missing"
  case let count?: "\(Int(count)) classes of digits are as good as missing"
  case nil: "nothing is known of the classes"
  }
}

/// Less than a tenth is no difference, as two judges differ by as much.
private func best(
  _ history: RunHistory, newest: RunHistory.EpochNumbers, distance: Double
) -> String {
  guard let best = history.best, history.evaluations.count > 1,
    let lowest = best.values[MetricName.frechetDistance.rawValue]
  else { return "No other epoch was evaluated." }
  return distance > lowest * 1.1
    ? "\(checkpointName(epoch: best.epoch)) was better, with \(fixedText(lowest, decimals: 2))."
    : "No other evaluated epoch is better by a tenth or more."
}

private func percent(_ share: Double) -> String { fixedText(share * 100, decimals: 0) + " %" }
