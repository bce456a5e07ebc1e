import Experiment
import Recipes

extension FuzzTarget {
  /// What is accepted is in range and the same when it is written and read again.
  static let recipe = FuzzTarget(
    name: "recipe",
    seeds: {
      [
        Recipe().yaml, "# demo\nepochs: 3\n", "{epochs: '3', seed: \"7\"}", "a: &a [1, *a]",
        "? &k [a, b]\n: !!str |\n  text\n", "---\nseed: 0x1\n...\n", "%YAML 1.1\n--- >-\n x\n",
      ].map { Array($0.utf8) }
    },
    parse: { bytes in
      let recipe = try Recipe(yaml: String(decoding: bytes, as: UTF8.self), path: "input")
      try recipe.validate()
      try expect(Recipe(yaml: recipe.yaml, path: "written") == recipe)
    })
}
