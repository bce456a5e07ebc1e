import TestSupport

extension Program {
  /// Runs the program with standard error on a terminal of so many columns.
  ///
  /// - Returns: What it left; the terminal puts a carriage return before each end of a line.
  func onTerminal(
    _ arguments: [String] = [], columns: Int = 80, type: String = "xterm"
  ) throws -> Finished {
    // Swift has no name for what makes a terminal.
    let script = """
      import fcntl, os, pty, struct, subprocess, sys, termios
      ours, theirs = pty.openpty()
      fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, \(columns), 0, 0))
      process = subprocess.Popen(sys.argv[1:], stderr=theirs)
      os.close(theirs)
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
      ["python3", "-c", script, path] + arguments, environment: ["TERM": type])
  }
}
