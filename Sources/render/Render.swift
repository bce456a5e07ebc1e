import ArgumentParser

@main
struct Render: ParsableCommand {
}
