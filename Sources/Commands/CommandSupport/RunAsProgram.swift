import ArgumentParser

extension ParsableCommand {
  /// Runs the command, or a subcommand, with the arguments of the program, and ends it.
  ///
  /// Wrong usage is told as every other error is: on one line, with what to do, and 64.
  public static func runAsProgram() {
    do {
      try expectSubcommand(CommandLine.arguments.dropFirst().first)
      try expectTwoDashes(CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      try command.run()
    } catch {
      // What has an exit code of its own was told already.
      if error is ExitCode { exit(withError: error) }
      switch exitCode(for: error) {
      case .validationFailure:
        printDiagnostic("error: \(usageProblem(error))")
        exit(withError: ExitCode.validationFailure)
      case .failure:
        // Nobody foresaw it, and 1 is an answer of a command.
        printDiagnostic("error: \(message(for: error)); that is a mistake of the program")
        exit(withError: ExitCode.unforeseen)
      default: exit(withError: error)
      }
    }
  }

  /// Refuses a first argument that can only be meant as a subcommand, where there are some.
  private static func expectSubcommand(_ argument: String?) throws {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let argument, !names.isEmpty, !argument.hasPrefix("-"),
      !(names + ["help"]).contains(argument)
    else { return }
    let hint = nearestName(to: argument, in: names).map { "did you mean '\($0)'?" }
    throw ValidationError(
      "unknown subcommand '\(argument)'; "
        + (hint ?? "there are \(names.joined(separator: ", "))"))
  }

  /// Refuses a word behind a single dash, which would be taken for the letters that are in it: for
  /// `-h`, wherever there is an h.
  private static func expectTwoDashes(_ arguments: ArraySlice<String>) throws {
    let words = arguments.prefix { $0 != "--" }
    guard let word = words.first(where: { $0.starts(with: #/-[A-Za-z][A-Za-z]/#) }) else { return }
    throw ValidationError("unknown option '\(word)'; options begin with two dashes: '-\(word)'")
  }

  /// What is wrong with the arguments, and what to do about it.
  private static func usageProblem(_ error: any Error) -> String {
    let message = message(for: error)
    // What this program says of its options starts with a small letter or their name, and ends with
    // what to do.
    if message.first?.isLowercase == true || message.hasPrefix("--") { return message }
    let called = namesCalled(for: error)
    let command = called.dropFirst().reduce(self as any ParsableCommand.Type) { $0.subcommand($1) }
    let options = helpMessage(for: command).matches(of: #/(?m)^  (--[a-z0-9-]+)/#)
    return UsageProblem(
      message, options: options.map { String($0.output.1) }, help: called.joined(separator: " ")
    ).description
  }

  /// The names of the command and of the subcommand that the arguments called.
  private static func namesCalled(for error: any Error) -> [String] {
    let hint = fullMessage(for: error).firstMatch(of: #/See '(.+) --help'/#)?.output.1
    return hint?.split(separator: " ").map(String.init) ?? [configuration.commandName ?? ""]
  }

  private static func subcommand(_ name: String) -> any ParsableCommand.Type {
    configuration.subcommands.first { $0.configuration.commandName == name } ?? self
  }
}
