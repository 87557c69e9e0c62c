/// Fuses a convolution with the ReLU and the max-pooling that follow it: see `FusedConvReLUPool`.
///
/// The windows of the pooling must not overlap, and nothing else may read the values in between.
package struct FuseConvReLUPool: PlanPass {
  package init() {}

  package func run(on plan: inout ExecutionPlan) {
    for index in plan.network.nodes.indices {
      guard let layer = match(plan.network.nodes, at: index) else { continue }
      plan.fuse(LayerOperation(layer, nodes: index..<index + 3, of: plan.network))
    }
  }

  private func match(_ nodes: [Node], at index: Int) -> FusedConvReLUPool? {
    guard index + 2 < nodes.count, let layer = nodes[index].layer as? Conv2d, nodes[index + 1].layer is ReLU,
      let pooling = nodes[index + 2].layer as? MaxPool2d, let pool = pooling.sideWithoutOverlap,
      pool <= FusedConvReLUPool.largestPool
    else { return nil }
    // A residual block may end between the three, or a later node may read a value between them.
    for later in index + 1..<nodes.count {
      for input in nodes[later].inputs where (later > index + 2 || input != later) && (index + 1...index + 2) ~= input {
        return nil
      }
    }
    return FusedConvReLUPool(layer, pool: pool)
  }
}
