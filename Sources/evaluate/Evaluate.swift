import ArgumentParser

@main
struct Evaluate: ParsableCommand {
}
