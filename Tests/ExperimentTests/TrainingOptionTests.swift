import Foundation
import JSONLines
import Testing

@testable import Experiment

@Suite struct TrainingOptionTests {
  private func decode(_ json: String) -> TrainingOptions? {
    decodeJSONLine(Array(json.utf8), as: TrainingOptions.self)
  }

  /// Options of which none has its default.
  private func unusual() throws -> Recipe {
    var recipe = Recipe()
    let values = [
      "batch_size": "16", "latent_dim": "7", "learning_rate": "1.25e-05", "beta1": "0.25",
      "dropout": "0.0", "discriminator_filters": "128", "discriminator_learning_rate": "0.001",
      "discriminator_updates": "2", "learning_rate_decay_start": "3",
      "learning_rate_half_life": "4",
      "average_half_life": "10000", "loss": "relativistic", "label_smoothing": "0.1",
      "r1": "0.5", "r2": "0.25", "penalty_interval": "4",
      "seed": "18446744073709551615", "precision": "bf16", "keep_every": "5",
    ]
    for option in TrainingOption.all {
      let value = try #require(values[option.key])
      #expect(value != option.defaultText)
      try recipe.set(option.key, to: value)
    }
    return recipe
  }

  @Test func jsonHasEveryKeyOfTheTableAndRoundTrips() throws {
    let options = try unusual().options
    let line = try jsonLine(options)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(try Set(#require(object).keys) == Set(TrainingOption.all.map(\.key)))
    #expect(decode(line) == options)
  }

  @Test func eachMissingOptionMeansWhatItMeantBeforeThereWasOne() throws {
    let options = try unusual().options
    for option in TrainingOption.all {
      var object = try #require(
        JSONSerialization.jsonObject(with: Data(jsonLine(options).utf8)) as? [String: Any])
      object[option.key] = nil
      let text = try JSONSerialization.data(withJSONObject: object)
      let read = try #require(decode(String(decoding: text, as: UTF8.self)))
      #expect(option.text(read) == option.meaningWhenMissing)
      #expect(read.differences(from: options).count == 1)
    }
    #expect(decode("{}") == .whenMissing && Recipe.whenMissing.options == .whenMissing)
    for option in TrainingOption.all {
      #expect(option.text(.whenMissing) == option.meaningWhenMissing)
    }
  }

  @Test func optionsThatCameLaterAreRecordedWhereTheyAreUsed() throws {
    let line = try jsonLine(TrainingOptions())
    let every = try jsonLine(EveryTrainingOption(of: TrainingOptions()))
    for option in TrainingOption.all {
      #expect(line.contains("\"\(option.key)\":") == (option.introducedIn == 1), "\(option.key)")
      #expect(every.contains("\"\(option.key)\":"), "\(option.key)")
    }
  }

  @Test(arguments: [
    "{\"batch_size\":256,\"zeta\":0.1}", "{\"precision\":\"fp8\"}", "{\"seed\":-1}",
    "{\"latent_dim\":null}", "{\"dropout\":\"0.4\"}",
  ])
  func unknownKeysAndOtherTypesAreRefused(_ json: String) {
    #expect(decode(json) == nil)
  }

  @Test func helpTellsRangeAndDefault() {
    #expect(
      Recipe.help(of: "batch_size")
        == "Images of a discriminator batch, half of them real; an even number in 2...4096. "
        + "(default: 256)")
    #expect(
      Recipe.help(of: "epochs")
        == "Whole epochs to train in all; a number in 1...100000. (default: 100)")
  }

  @Test func valuesOutOfRangeAreNamedWithTheirRange() throws {
    var recipe = Recipe()
    try recipe.set("batch_size", to: "17")
    #expect(
      throws: OptionError.outOfRange(
        key: "batch_size", value: "17", range: "an even number in 2...4096")
    ) { try recipe.validate() }
    #expect(!recipe.options.isValid)
    #expect(
      throws: OptionError.wrongType(key: "seed", value: "x", expected: "a whole number")
    ) { try recipe.set("seed", to: "x") }
  }

  @Test(arguments: [
    ("epochs", "99999999999999999999"), ("batch_size", "99999999999999999999"),
    ("keep_every", "-99999999999999999999"), ("seed", "18446744073709551616"), ("seed", "-1"),
  ])
  func numbersThatNoTypeHoldsAreOutOfRange(key: String, value: String) {
    var recipe = Recipe()
    let error = #expect(throws: OptionError.self) { try recipe.set(key, to: value) }
    #expect(error?.description.hasPrefix("\(key) is \(value), but must be a") == true)
  }

  @Test(arguments: [
    ("dropout", "0.99999999", "0.99999994"), ("dropout", "1e-50", "1.1754944e-38"),
    ("beta1", "0.99999999", "0.99999994"), ("beta1", "1e-39", "1.1754944e-38"),
    ("learning_rate", "1e-50", "1.1754944e-38"), ("learning_rate", "1e-45", "1.1754944e-38"),
  ])
  func valuesThatRoundAwayAreRefusedWithTheNearest(
    key: String, value: String, nearest: String
  ) throws {
    var recipe = Recipe()
    try recipe.set(key, to: value)
    let text = try #require(recipe.fields.first { $0.key == key }).value
    #expect(throws: OptionError.notHeld(key: key, value: text, nearest: nearest)) {
      try recipe.validate()
    }
    try recipe.set(key, to: nearest)
    try recipe.validate()
  }

  @Test func whatHalfTheBitsHoldIsKept() throws {
    for (key, value) in [
      ("dropout", "0"), ("beta1", "0"), ("learning_rate", "1"), ("dropout", "0.1"),
      ("beta1", "0.9999999"),
    ] {
      var recipe = Recipe()
      try recipe.set(key, to: value)
      try recipe.validate()
    }
  }

  /// A run may have been made with such a value before it was refused.
  @Test func filesWithValuesThatRoundAwayAreRead() {
    #expect(decode("{\"learning_rate\":1e-50}")?.isValid == true)
  }
}
