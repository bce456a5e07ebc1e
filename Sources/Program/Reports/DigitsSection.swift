import Experiment
import Judging
import WebPages

/// The pictures of one epoch of each run, and the classes of its digits.
struct DigitsSection {
  private let page: ReportPage
  private let pictures: [RunPictures]
  private let epoch: Int

  init(page: ReportPage, pictures: [RunPictures], epoch: Int) {
    self.page = page
    self.pictures = pictures
    self.epoch = epoch
  }

  /// What is said above the pictures.
  var note: String {
    let which =
      page.shown.interval == 1
      ? "Every epoch has its pictures."
      : "To keep the page small it has pictures of each epoch that \(page.shown.interval) divides, "
        + "of 1, 2, 5, 10 and so on, and of the first, the last and the best."
    return "The latents are the same for all epochs: those of seed \(page.seed). \(which)"
  }

  /// Test images of a class, as a share of all, for each class; nil without a judge.
  private var written: [Double]? {
    page.inputs.judge.map { judge in
      let counts = judge.confusion.map { $0.reduce(0, +) }
      let sum = Double(max(1, counts.reduce(0, +)))
      return counts.map { Double($0) / sum }
    }
  }

  /// The share of a class that fills a bar: the largest of any, rounded up to whole twentieths.
  var largestShare: Double {
    let generated = pictures.flatMap { $0.epochs.values.compactMap(\.classes) }.flatMap(shares)
    let largest = (generated + (written ?? [])).max() ?? 1
    return min(1, max(0.05, (largest * 20).rounded(.up) / 20))
  }

  private func shares(_ counts: [Int]) -> [Double] {
    let sum = Double(max(1, counts.reduce(0, +)))
    return counts.map { Double($0) / sum }
  }

  var markup: Markup {
    Markup(
      pictures.enumerated().map { index, pictures in
        let run = page.runs[index]
        let found = pictures.epochs[epoch]
        var parts: [Markup] = []
        if page.runs.count > 1 { parts.append(.element("h3", text: run.history.name)) }
        parts.append(absence(of: run, isAbsent: found == nil))
        parts.append(
          figure(
            found?.digits, "digits", "60 digits drawn by \(run.history.name) after EPOCH",
            width: 302, height: 182, caption: "Digits of fixed latents"))
        if pictures.epochs.values.contains(where: { $0.nearest != nil }) {
          parts.append(
            figure(
              found?.nearest, "nearest",
              "Ten digits drawn by \(run.history.name) after EPOCH, above the training images nearest to them",
              width: 302, height: 62,
              caption: "Ten of them, and below each the training image nearest by its pixels"))
        }
        parts.append(
          figure(
            found?.walk, "walk",
            "Four rows of ten digits drawn by \(run.history.name) after EPOCH, each row changing from one digit to the next",
            width: 302, height: 122,
            caption:
              "Interpolation: each row leads over the sphere of latents from one digit to the next, the last row back to the first"
          ))
        if let written, let any = pictures.epochs.values.compactMap(\.classes).first {
          parts.append(
            classes(found?.classes ?? any.map { _ in 0 }, written, isHidden: found == nil))
        }
        return .element(
          "div",
          [("class", page.runs.count == 1 ? "run single" : "run"), ("data-run", "\(index)")],
          parts)
      })
  }

  private func absence(of run: ReportedRun, isAbsent: Bool) -> Markup {
    let text = "This run has no \(checkpointName(epoch: epoch))."
    return .element(
      "p", [("class", "note"), ("data-absent", "")] + hidden(!isAbsent), text: text)
  }

  private func hidden(_ isHidden: Bool) -> [(name: StaticString, value: String)] {
    isHidden ? [("hidden", "")] : []
  }

  private func figure(
    _ picture: String?, _ kind: String, _ alternative: String, width: Int, height: Int,
    caption: String
  ) -> Markup {
    .element(
      "figure", [("data-picture", kind)] + hidden(picture == nil),
      [
        image(
          picture ?? "",
          alternative.replacing("EPOCH", with: checkpointName(epoch: epoch)),
          width: width, height: height, more: [("data-alt", alternative)]),
        .element("figcaption", text: caption),
      ])
  }

  private func classes(_ counts: [Int], _ written: [Double], isHidden: Bool) -> Markup {
    let largest = largestShare
    func cell(_ share: Double, _ kind: String, _ more: [(name: StaticString, value: String)] = [])
      -> Markup
    {
      .element(
        "td",
        [
          ("class", "share \(kind)"),
          ("style", "--share:\(fixedText(min(1, share / largest), decimals: 4))"),
        ] + more,
        [.element("i"), .element("span", text: fixedText(share * 100, decimals: 1) + " %")])
    }
    let rows = zip(shares(counts), written).enumerated().map { index, share in
      Markup.element(
        "tr", [],
        [
          .element("th", [("scope", "row")], text: "\(index)"),
          cell(share.0, "generated", [("data-class", "\(index)")]), cell(share.1, "written"),
        ])
    }
    let head = ["Class", "Generated", "Test images"].map {
      Markup.element("th", [("scope", "col")], text: $0)
    }
    return .element(
      "div", [("class", "table whole classes"), ("data-classes", "")] + hidden(isHidden),
      [
        .element(
          "table", [],
          [
            .element(
              "caption",
              text:
                "Classes of \(EpochDrawing.countedDigits) generated digits, as the judge sees them"),
            .element("thead", [], [.element("tr", [], head)]), .element("tbody", [], rows),
          ])
      ])
  }
}

/// A picture in base64.
func image(
  _ picture: String, _ alternative: String, width: Int, height: Int,
  more: [(name: StaticString, value: String)] = []
) -> Markup {
  .element(
    "img",
    [
      ("src", "data:image/png;base64,\(picture)"), ("alt", alternative), ("width", "\(width)"),
      ("height", "\(height)"),
    ] + more)
}
