/// The weights of a batch's examples: the example's own weight times its class's; 1 where nothing is given.
func exampleWeights(labels: [Int], classWeights: [Double]?, exampleWeights: [Double]?) -> [Double] {
  labels.indices.map { n in (classWeights?[labels[n]] ?? 1) * (exampleWeights?[n] ?? 1) }
}
