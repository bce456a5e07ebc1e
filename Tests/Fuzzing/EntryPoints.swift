import DurableFiles
import Failures

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// What libFuzzer calls. Every target is in this one program; FUZZ_TARGET chooses.

/// With FUZZ_SEEDS, writes the seeds of the target into that folder instead of fuzzing; with
/// FUZZ_LIST, prints the names of the targets.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer
) -> Int32 {
  if environment("FUZZ_LIST") != nil {
    for target in FuzzTarget.all { print(target.name) }
    exit(0)
  }
  if let folder = environment("FUZZ_SEEDS") {
    do {
      for (index, seed) in try FuzzTarget.chosen.seeds().enumerated() {
        try replaceFile(at: "\(folder)/seed\(index)", contents: seed)
      }
    } catch {
      fatalError("\(error)")
    }
    exit(0)
  }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  do {
    try FuzzTarget.chosen.parse(Array(UnsafeBufferPointer(start: data, count: count)))
  } catch let error as any ReportableError {
    // What a user would read, and a script.
    expect(!error.description.isEmpty)
  } catch {
    fatalError("an error without an exit code: \(error)")
  }
  return 0
}

/// Every other mutation is followed by repairs.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32
) -> Int {
  let mutated = defaultMutation(data, count, capacity)
  guard let repair = FuzzTarget.chosen.repair, seed.isMultiple(of: 2) else { return mutated }
  let repaired = repair(Array(UnsafeBufferPointer(start: data, count: mutated)))
  guard repaired.count <= capacity else { return mutated }
  for (index, byte) in repaired.enumerated() { data[index] = byte }
  return repaired.count
}

@_silgen_name("LLVMFuzzerMutate")
private func defaultMutation(
  _ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int
) -> Int

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
