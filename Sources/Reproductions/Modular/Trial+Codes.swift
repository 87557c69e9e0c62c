import FledgeKernels
import FledgeLatent

extension Trial {
  /// The trained network taken apart.
  func autoencoder(_ threads: ThreadPool = .serial) throws -> Autoencoder {
    try Autoencoder(settings, predictor(), threads: threads)
  }
}

extension ReproductionContext {
  /// All cores, for work after the trainings.
  var threads: ThreadPool { workers == 1 ? .serial : ThreadPool(threads: workers) }
}
