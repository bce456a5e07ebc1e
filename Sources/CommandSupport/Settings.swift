#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The value of an option: the flag, else the environment variable, else the default.
public func setting(_ flag: String?, environment name: String, default fallback: String) -> String {
  if let flag { return flag }
  guard let value = getenv(name), value.pointee != 0 else { return fallback }
  return String(cString: value)
}

/// The tensor store: `--data`, `GAN_DATA`, else `data/mnist.safetensors`.
public func dataPath(_ flag: String?) -> String {
  setting(flag, environment: "GAN_DATA", default: "data/mnist.safetensors")
}

/// The run folder: `--run`, `GAN_RUN`, else `runs/mnist`.
public func runPath(_ flag: String?) -> String {
  setting(flag, environment: "GAN_RUN", default: "runs/mnist")
}

/// Threads: `--threads`, `GAN_THREADS`, else every core, at most as many as there are work items.
public func threadCount(_ flag: Int?) -> Int {
  let text = setting(flag.map(String.init), environment: "GAN_THREADS", default: "")
  return min(64, max(1, Int(text) ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
}
