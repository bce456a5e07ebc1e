/// The name of an epoch's checkpoint: `e001`, `e012`, `e1000`.
public func checkpointName(epoch: Int) -> String {
  let digits = String(epoch)
  return "e" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
}

/// The epoch of a checkpoint name; nil when it is not one.
public func epoch(ofCheckpoint name: some StringProtocol) -> Int? {
  guard name.first == "e", let epoch = Int(name.dropFirst()), epoch > 0,
    checkpointName(epoch: epoch) == name
  else { return nil }
  return epoch
}
