import Testing

@testable import CommandSupport

@Suite struct ProgressLineTests {
  private let line = ProgressLine(
    label: "e012/100", done: 2808, total: 23400, rate: "1490 images/s", left: "2 h 14 min left",
    details: ["D 0.6931 G 0.7012", "real 51 % fake 49 %"])

  @Test func aWideTerminalGetsAllOfIt() {
    #expect(
      line.text(width: 200) == """
        e012/100  [#---------]  2808/23400  1490 images/s  2 h 14 min left  D 0.6931 G 0.7012  \
        real 51 % fake 49 %
        """)
  }

  @Test func anOrdinaryTerminalGetsLossesAndAccuracies() {
    #expect(
      line.text(width: 79)
        == "e012/100  [#---------]  2 h 14 min left  D 0.6931 G 0.7012  real 51 % fake 49 %")
  }

  @Test func aNarrowTerminalGetsTheTimeLeft() {
    #expect(line.text(width: 39) == "e012/100  [#---------]  2 h 14 min left")
    #expect(line.text(width: 25) == "e012/100  2 h 14 min left")
    #expect(line.text(width: 8) == "e012/100")
  }

  @Test func noLineIsWiderThanTheTerminal() {
    for width in 0...200 { #expect(line.text(width: width).count <= width) }
  }

  @Test func whatIsNotKnownYetIsLeftOut() {
    let start = ProgressLine(
      label: "e001", done: 0, total: 0, rate: nil, left: nil, details: [])
    #expect(start.text(width: 79) == "e001  [----------]  0/0")
  }
}

@Suite struct PaceTests {
  @Test func theRateIsThatOfTheLastMinute() {
    var pace = Pace(done: 1000, at: 0)
    // 100 s at 1 step a second, then 100 s at 10.
    for second in 1...100 { pace.add(done: 1000 + second, at: Double(second)) }
    for second in 1...100 { pace.add(done: 1100 + 10 * second, at: 100 + Double(second)) }
    #expect(pace.rate == 10)
    #expect(pace.secondsLeft(of: 2200) == 10)
  }

  @Test func whatWasDoneBeforeDoesNotCount() {
    var pace = Pace(done: 5000, at: 10)
    #expect(pace.rate == nil && pace.secondsLeft(of: 6000) == nil)
    pace.add(done: 5010, at: 15)
    #expect(pace.rate == 2)
    #expect(pace.secondsLeft(of: 6000) == 495)
  }

  @Test func slowStepsHaveARateToo() {
    var pace = Pace(done: 0, at: 0)
    for step in 1...5 { pace.add(done: step, at: 100 * Double(step)) }
    #expect(pace.rate == 0.01)
  }

  @Test func aClockThatStandsStillOrGoesBackHasNoRate() {
    var pace = Pace(done: 0, at: 50)
    pace.add(done: 1, at: 50)
    pace.add(done: 2, at: 40)
    #expect(pace.rate == nil)
  }

  @Test(arguments: [
    (0.0, "0 s"), (59.4, "59 s"), (60, "1 min"), (95, "2 min"), (3599, "1 h 0 min"),
    (8040, "2 h 14 min"), (86_400, "1 d 0 h"), (273_600, "3 d 4 h"), (-5, "0 s"),
    (.infinity, "a long time"),
  ])
  func timesAreSaidAsPeopleDo(seconds: Double, text: String) {
    #expect(durationText(seconds) == text)
  }
}
