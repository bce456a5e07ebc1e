#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A time as people say it: `52 s`, `14 min`, `2 h 14 min`, `3 d 4 h`.
public func durationText(_ seconds: Double) -> String {
  guard let seconds = Int(exactly: max(0, seconds).rounded()) else { return "a long time" }
  if seconds < 60 { return "\(seconds) s" }
  let minutes = seconds / 60 + (seconds % 60 < 30 ? 0 : 1)
  if minutes < 60 { return "\(minutes) min" }
  let hours = minutes / 60
  return hours < 24 ? "\(hours) h \(minutes % 60) min" : "\(hours / 24) d \(hours % 24) h"
}

/// The time of day in so many seconds, where the machine is: `Wed 01:12`.
public func clockText(in seconds: Double) -> String {
  guard var time = time_t(exactly: (Double(time(nil)) + seconds).rounded()) else { return "never" }
  var parts = tm()
  localtime_r(&time, &parts)
  var text = [CChar](repeating: 0, count: 32)
  let count = strftime(&text, text.count, "%a %H:%M", &parts)
  return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
