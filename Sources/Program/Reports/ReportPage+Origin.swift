import Evaluation
import Experiment
import WebPages

extension ReportPage {
  /// What is not there, and the command that makes it; nothing when all is.
  var missingParts: Markup {
    var parts: [(text: String, command: String?)] = []
    for run in runs {
      let name = quoted(run.history.name)
      if run.history.evaluations.isEmpty {
        parts.append(
          (
            "\(run.history.name) was not evaluated, so there are no metrics:",
            "evaluate --run \(name) --checkpoint all"
          ))
      } else if run.history.measurement?.judgeSha256 == nil {
        parts.append(
          (
            "\(run.history.name) was evaluated without a judge, so most metrics are missing:",
            "evaluate --run \(name) --checkpoint all"
          ))
      }
      if inputs.store != nil, !inputs.isData(of: run) {
        parts.append(
          (
            "The data is not that of \(run.history.name), so there are no nearest training images; name its data with --data.",
            nil
          ))
      }
      let damaged = run.leftOut.map { checkpointName(epoch: $0) }
      if !damaged.isEmpty {
        parts.append(
          (
            "\(run.history.name) has epochs that are damaged or of another version, and left out: \(listed(damaged)).",
            "train --run \(name) --repair"
          ))
      }
    }
    if inputs.store == nil {
      parts.append(
        ("There is no data, so there are no nearest training images:", "ingest data/mnist.npz"))
    }
    if inputs.judge == nil {
      parts.append(
        ("There is no judge of the data, so nothing tells the classes of digits:", "evaluate judge")
      )
    }
    if parts.isEmpty { return Markup([]) }
    return .element(
      "section", [("class", "missing")],
      [
        .element("h2", text: "What is missing"),
        .element(
          "ul", [],
          parts.map { part in
            .element(
              "li", [],
              [.text(part.text + " ")] + (part.command.map { [.element("code", text: $0)] } ?? []))
          }),
      ])
  }

  /// The command that makes the page again.
  var command: String {
    (["render", "report"] + runs.flatMap { ["--run", quoted($0.history.name)] }
      + (seed == 1 ? [] : ["--seed", "\(seed)"])
      + (runs.contains { $0.archive.generatorKind == .raw } ? ["--raw"] : [])
      + (runs.count == 1 ? [] : ["--output", "report.html"])).joined(separator: " ")
  }

  /// The options of the runs, and the digests of everything that the page was made of.
  var originSection: Markup {
    var rows: [(name: String, values: [String])] = []
    func add(_ name: String, _ value: (ReportedRun) -> String) {
      rows.append((name, runs.map(value)))
    }
    add("epochs") { "\($0.last.epoch)" }
    for index in TrainingOption.all.indices {
      add(TrainingOption.all[index].key) { $0.identity.run.options.fields[index].value }
    }
    add("begun by version") { $0.identity.run.toolVersion }
    add("instruction set") { $0.identity.run.instructionSet }
    add("arithmetic revision") { "\($0.identity.run.arithmeticRevision)" }
    add("data SHA-256") { $0.identity.run.dataSha256 }
    add("last generator SHA-256") { "\($0.last.name) \($0.archive.generatorSha256(of: $0.last))" }
    add("judge SHA-256") { $0.history.measurement?.judgeSha256 ?? "-" }
    let head = [""] + runs.map(\.history.name)
    return Markup([
      .element(
        "p",
        text:
          "Page by version \(toolVersion), digits drawn with seed \(seed) by the kernels \(kernels)."
      ),
      .element(
        "div", [("class", "table whole origin")],
        [
          .element(
            "table", [],
            [
              .element("caption", text: "Options and digests"),
              .element(
                "thead", [],
                [.element("tr", [], head.map { .element("th", [("scope", "col")], text: $0) })]),
              .element(
                "tbody", [],
                rows.map { row in
                  .element(
                    "tr", [],
                    [.element("th", [("scope", "row")], text: row.name)]
                      + row.values.map {
                        .element("td", [("class", $0.count > 40 ? "digest" : "words")], text: $0)
                      })
                }),
            ])
        ]),
    ])
  }

  /// A name as a word of a command.
  private func quoted(_ name: String) -> String {
    name.wholeMatch(of: #/[A-Za-z0-9_.,:=@%+-]+/#) != nil && !name.hasPrefix("-")
      ? name : "'" + name.replacing("'", with: #"'\''"#) + "'"
  }
}
