import AdversarialTraining
import CommandSupport
import Experiment

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Wall times of training steps.
struct StepTiming {
  /// Of each step, in milliseconds, ascending.
  let milliseconds: [Double]
  /// From the start of the process to the end of the first step.
  let firstStepSeconds: Double
  /// Of the process, so far.
  let peakMebibytes: Double

  var median: Double {
    let count = milliseconds.count
    return (milliseconds[(count - 1) / 2] + milliseconds[count / 2]) / 2
  }

  init(_ options: TrainingOptions, threads: Int, steps: Int) throws {
    let model = try AdversarialModel(options, threads: threads)
    let sampler = StepSampler(options, engine: model.engine)
    let real = (0..<options.judgedImages * 784).map { Float($0 * 37 % 256) / 255 }
    var times: [Double] = []
    var first = 0.0
    let warmUp = 3
    for step in 0..<warmUp + steps {
      let start = monotonicSeconds()
      _ = model.step(sampler.inputs(epoch: 1, step: step, realImages: real))
      let end = monotonicSeconds()
      if step == 0 { first = secondsSinceStart() }
      if step >= warmUp { times.append((end - start) * 1e3) }
    }
    milliseconds = times.sorted()
    firstStepSeconds = first
    var usage = rusage()
    let thisProcess: Int32 = 0  // RUSAGE_SELF, which Glibc imports with another type
    getrusage(thisProcess, &usage)
    #if os(Linux)
    peakMebibytes = Double(usage.ru_maxrss) / 1024
    #else
    peakMebibytes = Double(usage.ru_maxrss) / 1_048_576
    #endif
  }
}

/// Seconds since this process began; where that is unknown, since this was first asked.
private func secondsSinceStart() -> Double {
  #if os(Linux)
  // Field 22 of /proc/self/stat, in ticks since the machine started, counted behind the name.
  if let file = fopen("/proc/self/stat", "r") {
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = fread(&bytes, 1, bytes.count, file)
    let text = String(decoding: bytes.prefix(count), as: UTF8.self)
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    var now = timespec()
    if fields.count > 19, let ticks = Double(fields[19]), clock_gettime(CLOCK_BOOTTIME, &now) == 0 {
      return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
        - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
  }
  #endif
  return monotonicSeconds() - firstAsked
}

private let firstAsked = monotonicSeconds()
