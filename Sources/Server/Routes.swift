extension Route {
  /// Every endpoint of the page; to add one, write its file in `API` and its line here.
  static let all: [Route] = [
    .index, .asset, .icon,
    .session, .schema,
    .runs, .run, .history, .events, .compare,
    .studies, .study,
    .startTraining, .control,
    .reports, .runReport, .reportPage,
    .model, .runPage, .examples, .nearest, .layers, .units, .unit, .ablation, .steps, .latent,
  ]
}
