import FledgeKernels
import FledgeLatent

extension Trial {
  /// The trained network taken apart.
  func autoencoder(_ team: ThreadTeam = .single) throws -> Autoencoder {
    try Autoencoder(settings, predictor(), team: team)
  }
}

extension Laboratory {
  /// All cores, for work after the trainings.
  var team: ThreadTeam { workers == 1 ? .single : ThreadTeam(threads: workers) }
}
