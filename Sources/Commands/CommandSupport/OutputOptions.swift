import ArgumentParser

/// The version all commands print and record.
public let toolVersion = "0.3.0"

/// The options every command has.
public struct OutputOptions: ParsableArguments {
  @Flag(help: "Print errors only.")
  public var quiet = false

  @Flag(help: "Print the result as one line of JSON.")
  public var json = false

  /// All off.
  public init() {}
}
