/// The point (cos 2πt, sin 2πt) of the unit circle for an angle of t full turns, |t| below a million.
///
/// The angle is reduced to an eighth of a turn, where Taylor polynomials of degree 8 and 9 are exact to 3·10⁻⁸. They
/// use only multiplications and additions, so they give the same bits everywhere.
func unitVector(turns: Float) -> SIMD2<Float> {
  let quarters = turns * 4
  let nearest = quarters.rounded()
  // At most π / 4.
  let angle = (quarters - nearest) * (Float.pi / 2)
  let square = angle * angle
  let sine = angle * (1 + square * (-1 / 6 + square * (1 / 120 + square * (-1 / 5040 + square * (1 / 362880)))))
  let cosine = 1 + square * (-1 / 2 + square * (1 / 24 + square * (-1 / 720 + square * (1 / 40320))))
  switch Int(nearest) & 3 {
  case 0: return SIMD2(cosine, sine)
  case 1: return SIMD2(-sine, cosine)
  case 2: return SIMD2(-cosine, -sine)
  default: return SIMD2(sine, -cosine)
  }
}
