/// How strongly a stroke marks the paper: from intensities to greys.
///
/// The names are matplotlib's.
public enum Palette: String, CaseIterable, Sendable {
  /// Black strokes on white.
  case grayReversed = "gray_r"
  /// White strokes on black.
  case gray

  /// The grey of an intensity: 0 is the background, 1 the stroke.
  ///
  /// It is `intensity * 255` rounded to nearest, so `k / 255` gives `k`, or 255 less that when
  /// reversed. Values outside `0...1` are clamped, and NaN is drawn as background.
  public func gray(_ intensity: Float) -> UInt8 {
    // The comparison is false for NaN.
    let level = intensity > 0 ? UInt8((min(intensity, 1) * 255).rounded()) : 0
    return self == .gray ? level : 255 - level
  }

  /// The grey of intensity 0.
  public var background: UInt8 { gray(0) }
}
