internal import CFledgeKernels

/// y = x / (1 − p) where the key's uniform number is at least p, and 0 elsewhere ("inverted" dropout).
///
/// The mask is a function of the key and the element's index, so the gradient is the same call on dy, and nothing is
/// stored. Source: Srivastava et al., 2014.
public func dropout(
  _ x: Span<Float>, into y: inout MutableSpan<Float>, probability: Float, key: RandomKey, threads: ThreadPool = .serial
) {
  requireCount("dropout y", y.count, x.count)
  precondition(
    probability >= 0 && probability <= 1, "dropout: expected a probability in 0...1, found \(probability)")
  var key = key.counter
  let (kernel, x, y, count) = unsafe (threads.kernels.pointee.dropout, x.pointer, y.pointer, x.count)
  unsafe withUnsafePointer(to: &key) { key in
    threads.split(count, multiple: RandomKey.group, minimum: minimumCostlyElements) {
      unsafe kernel(key, probability, x, y, $0, $1)
    }
  }
}

/// The same in place.
public func dropout(
  _ y: inout MutableSpan<Float>, probability: Float, key: RandomKey, threads: ThreadPool = .serial
) {
  let x = unsafe Span(_unsafeStart: UnsafePointer(y.pointer), count: y.count)
  dropout(x, into: &y, probability: probability, key: key, threads: threads)
}

/// y = x + σ ε with ε from the standard normal distribution.
public func addGaussianNoise(
  _ x: Span<Float>, standardDeviation: Float, key: RandomKey, into y: inout MutableSpan<Float>,
  threads: ThreadPool = .serial
) {
  requireCount("addGaussianNoise y", y.count, x.count)
  var key = key.counter
  let (kernel, x, y, count) = unsafe (threads.kernels.pointee.add_noise, x.pointer, y.pointer, x.count)
  unsafe withUnsafePointer(to: &key) { key in
    threads.split(count, multiple: RandomKey.group, minimum: minimumCostlyElements) {
      unsafe kernel(key, standardDeviation, x, y, $0, $1)
    }
  }
}

/// Fills y with uniform numbers, multiples of 2⁻²⁴ in [0, 1).
public func fillUniform(_ y: inout MutableSpan<Float>, key: RandomKey, threads: ThreadPool = .serial) {
  var key = key.counter
  let (kernel, y, count) = unsafe (threads.kernels.pointee.uniform, y.pointer, y.count)
  unsafe withUnsafePointer(to: &key) { key in
    threads.split(count, multiple: RandomKey.group, minimum: minimumCostlyElements) { unsafe kernel(key, y, $0, $1) }
  }
}

/// Fills y with standard normal numbers.
///
/// Source: Box and Muller, 1958.
public func fillNormal(_ y: inout MutableSpan<Float>, key: RandomKey, threads: ThreadPool = .serial) {
  var key = key.counter
  let (kernel, y, count) = unsafe (threads.kernels.pointee.normal, y.pointer, y.count)
  unsafe withUnsafePointer(to: &key) { key in
    threads.split(count, multiple: RandomKey.group, minimum: minimumCostlyElements) { unsafe kernel(key, y, $0, $1) }
  }
}
