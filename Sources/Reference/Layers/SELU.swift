/// The self-normalising unit: f(x) = λ x for positive x, otherwise λ α (eˣ − 1).
///
/// λ and α make mean 0 and variance 1 a fixed point.
///
/// Source: Klambauer et al., "Self-Normalizing Neural Networks" (2017), equation 2 and the constants of equation 14.
public struct ReferenceSELU: ReferenceActivation {
  /// λ.
  public static let scale = 1.0507009873554804934193349852946
  /// α.
  public static let alpha = 1.6732632423543772848170429916717

  /// Makes one; there is nothing to set.
  public init() {}

  /// λ x, or λ α (eˣ − 1) where x is negative.
  public func value(_ x: Double) -> Double { x > 0 ? Self.scale * x : Self.scale * Self.alpha * expm1(x) }

  /// λ for positive x, otherwise λ α eˣ.
  public func derivative(_ x: Double) -> Double { x > 0 ? Self.scale : Self.scale * Self.alpha * exp(x) }
}
