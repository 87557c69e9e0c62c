internal import CFledgeKernels

/// y = x / (1 − p) where a uniform number of the draw is at least p, and 0 elsewhere ("inverted" dropout).
///
/// The mask is a function of the draw and the element's index, so the gradient is the same call on dy: nothing is
/// stored. Source: Srivastava et al., 2014.
public func dropout(
  _ x: Span<Float>, into y: inout MutableSpan<Float>, probability: Float, draw: Draw, team: ThreadTeam = .single
) {
  requireCount("dropout y", y.count, x.count)
  precondition(
    probability >= 0 && probability <= 1, "dropout: expected a probability in 0...1, found \(probability)")
  var draw = draw.counter
  let (kernel, x, y, count) = unsafe (team.kernels.pointee.dropout, x.pointer, y.pointer, x.count)
  unsafe withUnsafePointer(to: &draw) { draw in
    team.split(count, multiple: Draw.group, minimum: minimumCostlyElements) {
      unsafe kernel(draw, probability, x, y, $0, $1)
    }
  }
}

/// The same in place.
public func dropout(
  _ y: inout MutableSpan<Float>, probability: Float, draw: Draw, team: ThreadTeam = .single
) {
  let x = unsafe Span(_unsafeStart: UnsafePointer(y.pointer), count: y.count)
  dropout(x, into: &y, probability: probability, draw: draw, team: team)
}

/// y = x + σ ε with ε normal, mean 0 and deviation 1.
public func addGaussianNoise(
  _ x: Span<Float>, deviation: Float, draw: Draw, into y: inout MutableSpan<Float>, team: ThreadTeam = .single
) {
  requireCount("addGaussianNoise y", y.count, x.count)
  var draw = draw.counter
  let (kernel, x, y, count) = unsafe (team.kernels.pointee.add_noise, x.pointer, y.pointer, x.count)
  unsafe withUnsafePointer(to: &draw) { draw in
    team.split(count, multiple: Draw.group, minimum: minimumCostlyElements) {
      unsafe kernel(draw, deviation, x, y, $0, $1)
    }
  }
}

/// Fills y with uniform numbers, multiples of 2⁻²⁴ in [0, 1).
public func fillUniform(_ y: inout MutableSpan<Float>, draw: Draw, team: ThreadTeam = .single) {
  var draw = draw.counter
  let (kernel, y, count) = unsafe (team.kernels.pointee.uniform, y.pointer, y.count)
  unsafe withUnsafePointer(to: &draw) { draw in
    team.split(count, multiple: Draw.group, minimum: minimumCostlyElements) { unsafe kernel(draw, y, $0, $1) }
  }
}

/// Fills y with normal numbers, mean 0 and deviation 1.
///
/// Source: Box and Muller, 1958.
public func fillNormal(_ y: inout MutableSpan<Float>, draw: Draw, team: ThreadTeam = .single) {
  var draw = draw.counter
  let (kernel, y, count) = unsafe (team.kernels.pointee.normal, y.pointer, y.count)
  unsafe withUnsafePointer(to: &draw) { draw in
    team.split(count, multiple: Draw.group, minimum: minimumCostlyElements) { unsafe kernel(draw, y, $0, $1) }
  }
}
