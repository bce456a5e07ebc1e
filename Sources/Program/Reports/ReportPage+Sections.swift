import Charts
import Experiment
import WebPages

extension ReportPage {
  // MARK: - What the same latents became

  /// For each run a row of digits for each milestone.
  func progressSection(_ pictures: [RunPictures]) -> Markup {
    Markup(
      zip(runs, pictures).map { run, pictures in
        let rows = shown.milestones.compactMap { epoch -> Markup? in
          let name = checkpointName(epoch: epoch)
          guard let strip = pictures.strips[epoch] else { return nil }
          return Markup.element(
            "tr", [("data-epoch", name)],
            [
              .element("th", [("scope", "row")], text: name),
              .element(
                "td", [],
                [
                  image(
                    strip, "Ten digits drawn by \(run.history.name) after \(name)", width: 302,
                    height: 32)
                ]),
            ])
        }
        return .element(
          "div", [("class", "run")],
          [
            runs.count == 1 ? Markup([]) : .element("h3", text: run.history.name),
            .element("table", [("class", "progress")], [.element("tbody", [], rows)]),
          ])
      })
  }

  // MARK: - Curves and their numbers

  /// The runs that lines stand for; nothing for one run.
  var legend: Markup {
    if runs.count == 1 { return Markup([]) }
    return .element(
      "ul", [("class", "legend")],
      runs.enumerated().map { index, run in
        .element("li", [], [.svg(LineChart.legendForPage(of: index)), .text(run.history.name)])
      })
  }

  private func charts(_ charts: [LineChart]) -> Markup {
    .element(
      "div", [("class", "charts")],
      charts.filter { !$0.isEmpty }.svgForPage.map { .element("figure", [], [.svg($0)]) })
  }

  /// The charts of `train.jsonl`, and its numbers.
  var trainingSection: Markup {
    let histories = runs.map(\.history)
    if histories.allSatisfy(\.training.isEmpty) {
      return .element("p", text: "There are no records of this version in train.jsonl.")
    }
    return Markup(
      [charts(trainingCharts(of: histories))]
        + histories.map { numberTable($0.training, Quantity.training, of: $0, title: "Training") })
  }

  /// The charts of `evaluation.jsonl`, the metrics beside those of known images, and all its numbers.
  var evaluationSection: Markup {
    let histories = runs.map(\.history)
    if histories.allSatisfy(\.evaluations.isEmpty) {
      return .element(
        "p", text: "No checkpoint was evaluated yet; the beginning of this page says how.")
    }
    return Markup(
      [
        .element("p", text: measurementNote), metricTable,
        charts(evaluationCharts(of: histories, calibration: calibration)),
      ]
        + histories.map {
          numberTable($0.evaluations, Quantity.evaluation, of: $0, title: "Evaluation")
        })
  }

  private var measurementNote: String {
    let measurements = runs.compactMap(\.history.measurement)
    guard let first = measurements.first else { return "" }
    let same = measurements.allSatisfy { $0 == first }
    return """
      Measured on \(first.samples) generated digits of seed \(first.seed) and all test images\
      \(first.judgeSha256 == nil ? ", without a judge" : ", by the judge's features"). Distances compare \
      with others of the same judge only, never with one of Inception's features; less than a tenth is no \
      difference.\(same ? "" : " The runs were measured under different conditions, so their numbers do not compare.")
      """
  }

  /// A row for each metric: of the epoch chosen, of the best one, and of images of known quality.
  private var metricTable: Markup {
    func head(_ text: String) -> Markup { .element("th", [("scope", "col")], text: text) }
    let quantities = Quantity.evaluation.filter { quantity in
      runs.contains { $0.history.evaluations.contains { $0.values[quantity.key] != nil } }
    }
    let known = calibration?.rows ?? []
    var columns = [head("Metric"), head("Better")]
    for run in runs {
      let name = runs.count == 1 ? "" : "\(run.history.name), "
      let last = run.history.evaluations.last.map { checkpointName(epoch: $0.epoch) } ?? "-"
      columns.append(
        .element(
          "th", [("scope", "col")],
          [.text(name), .element("span", [("data-epoch-of", "")], text: "of \(last)")]))
      let best = run.history.best.map { "best, \(checkpointName(epoch: $0.epoch))" } ?? "best"
      columns.append(head(name + best))
    }
    columns += known.map { head($0.name) }
    let rows = quantities.map { quantity in metricRow(quantity, known: known) }
    return .element(
      "div", scrolling("table whole", label: "Metrics"),
      [
        .element(
          "table", [],
          [
            .element(
              "caption",
              text: known.isEmpty ? "Metrics" : "Metrics, beside those of images of known quality"),
            .element("thead", [], [.element("tr", [], columns)]), .element("tbody", [], rows),
          ])
      ])
  }

  private func metricRow(
    _ quantity: Quantity, known: [(name: String, values: [String: Double])]
  ) -> Markup {
    var cells = [
      Markup.element(
        "th", [("scope", "row")],
        [.text(quantity.title), .element("span", [("class", "note")], text: quantity.meaning)]),
      .element("td", text: quantity.better.map { "\($0)" } ?? ""),
    ]
    for (index, run) in runs.enumerated() {
      let (newest, best) = (run.history.evaluations.last, run.history.best)
      let place: [(name: StaticString, value: String)] = [
        ("data-of", "\(index)"), ("data-value", quantity.key),
      ]
      cells.append(
        .element("td", place, text: quantity.text(newest?.values[quantity.key])))
      cells.append(.element("td", text: quantity.text(best?.values[quantity.key])))
    }
    cells += known.map { .element("td", text: quantity.text($0.values[quantity.key])) }
    return .element("tr", [], cells)
  }

  /// A wide element that scrolls by itself, also by keys.
  private func scrolling(
    _ kind: String, label: String
  ) -> [(name: StaticString, value: String)] {
    [("class", kind), ("role", "region"), ("tabindex", "0"), ("aria-label", label)]
  }

  /// The numbers behind the charts of a run.
  private func numberTable(
    _ epochs: [RunHistory.EpochNumbers], _ quantities: [Quantity], of history: RunHistory,
    title: String
  ) -> Markup {
    let present = quantities.filter { quantity in epochs.contains { $0.values[quantity.key] != nil }
    }
    if present.isEmpty { return Markup([]) }
    let interval = (epochs.count + Self.mostRows - 1) / Self.mostRows
    let kept = epochs.enumerated().filter { index, _ in
      index.isMultiple(of: interval) || index == epochs.count - 1
    }.map(\.element)
    let which = interval == 1 ? "" : ", one epoch in \(interval)"
    let head = ["Epoch"] + present.map(\.title)
    let rows = kept.map { epoch in
      let name = checkpointName(epoch: epoch.epoch)
      return Markup.element(
        "tr", [("data-epoch", name)],
        [.element("th", [("scope", "row")], text: name)]
          + present.map { .element("td", text: $0.text(epoch.values[$0.key])) })
    }
    let caption = "\(title) of \(history.name)\(which)"
    return .element(
      "div", scrolling("table wide", label: caption),
      [
        .element(
          "table", [],
          [
            .element("caption", text: caption),
            .element(
              "thead", [],
              [.element("tr", [], head.map { .element("th", [("scope", "col")], text: $0) })]),
            .element("tbody", [], rows),
          ])
      ])
  }

  private static let mostRows = 200
}
