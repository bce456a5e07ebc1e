import TestSupport

extension Program {
  /// Runs the program with standard error on a terminal of so many columns, and standard input, too,
  /// when an answer is typed there.
  ///
  /// - Returns: What it left; the terminal puts a carriage return before each end of a line.
  func onTerminal(
    _ arguments: [String] = [], columns: Int = 80, type: String = "xterm", answer: String? = nil
  ) throws -> Finished {
    // Swift has no name for what makes a terminal.
    let script = """
      import fcntl, os, pty, struct, subprocess, sys, termios
      ours, theirs = pty.openpty()
      fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, \(columns), 0, 0))
      answer = sys.argv[1].encode()
      process = subprocess.Popen(sys.argv[2:], stderr=theirs, stdin=theirs if answer else None)
      os.close(theirs)
      if answer:
          os.write(ours, answer + b"\\n")
      while True:
          try:
              text = os.read(ours, 4096)
          except OSError:
              break
          if not text:
              break
          sys.stderr.buffer.write(text)
      sys.exit(process.wait())
      """
    return try Program(path: "/usr/bin/env", in: folder).run(
      ["python3", "-c", script, answer ?? "", path] + arguments, environment: ["TERM": type])
  }
}
