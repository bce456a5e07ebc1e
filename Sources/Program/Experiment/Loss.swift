/// What the two networks make of each other's success.
public enum Loss: String, Codable, CaseIterable, Sendable {
  /// Cross-entropy, the generator's with the labels turned round: Goodfellow et al. 2014, arXiv:1406.2661.
  case nonSaturating = "non_saturating"
  /// The same of differences between a real and a generated image's logits: Jolicoeur-Martineau 2018,
  /// arXiv:1807.00734.
  case relativistic
  /// Squared distances of the logits from labels: Mao et al. 2017, arXiv:1611.04076.
  case leastSquares = "least_squares"
}
