import FledgePages

extension Modular {
  /// The settings as the page lists them: the report's, and ours where it says nothing.
  enum SettingsTables {
    static let simpleProblems = SettingsTable(
      "Figures 2 to 4",
      [
        .stated("runs", "25", in: "figure 2"),
        .stated("learning rate, batch size", "0.01, 32", in: "figures 2 to 4"),
        .stated("epochs", "200 for the line, 256 for the others", in: "figures 2 to 4"),
        .stated("losses", "mean squared error; softmax and cross-entropy", in: "“Preliminaries”"),
        .stated("network of figure 4", "one hidden layer of 8 sigmoid units", in: "figure 4"),
        .chosen(
          "line", "200 points, `y = 2x + 0.5`, x uniform in −1…1, normal noise of deviation 0.3",
          because: "the report does not describe its data"),
        .chosen(
          "clouds", "500 points, two round normal clouds 4 apart, deviation 0.5",
          because: "nearly 100 % of them can be told apart by a line, as the report’s can"),
        .chosen("quadrants", "500 points, uniform in the square −1…1", because: "the report shows four quadrants"),
        .chosen(
          "optimizer", "plain gradient descent; for figure 4 Adam as well",
          because: "the text says gradient descent for the line and names none for the others"),
        .chosen("initial weights", "He, normal; biases 0", because: "the report names none"),
      ])

    static func classifier(_ settings: Modular.Configuration) -> SettingsTable {
      SettingsTable(
        "Figures 5 to 9",
        [
          .stated("network", "784-64-32-10, ReLU, softmax and cross-entropy", in: "figure 5"),
          .stated("optimizer", "Adam, learning rate 0.001", in: "figure 5"),
          .stated("batch size", "128", in: "figure 5"),
          .stated("epochs", "50", in: "figures 6 to 9"),
          .stated("runs", "15 for each box", in: "figures 6 to 9"),
          .stated("SGD and momentum", "learning rate 0.01", in: "figure 9"),
          .chosen("momentum", "0.9, `v ← 0.9v + g`, `W ← W − ηv`", because: "the report gives no value"),
          .chosen("epochs of figure 5", "50", because: "not given; those of the same network in figure 6"),
          .chosen(
            "validation", "10 % at random for figure 5, none for figures 6 to 9",
            because: "figure 5 shows validation curves; figures 6 to 9 choose nothing by one"),
          .chosen(
            "accuracy of figures 6 to 9", "on the 10,000 test images, weights of the last epoch",
            because: "the report says neither which set nor which epoch"),
          .chosen("initial weights", "He, normal; biases 0, for every activation", because: "the report names none"),
          .chosen("pixels", "scaled to 0…1", because: "the report does not say"),
          .chosen("runs of figure 5", "\(settings.repeatedRuns)", because: "one run has no interval"),
        ])
    }

    static func autoencoders(_ settings: Modular.Configuration) -> SettingsTable {
      SettingsTable(
        "Figures 10 to 15",
        [
          .stated("latent sizes, depths", "4, 8, 16, 32, 64; 1 to 5", in: "figure 10"),
          .stated("losses", "mean squared error, cross-entropy", in: "figure 10"),
          .stated("figure 11", "latent size 32, depth 5", in: "figure 11"),
          .stated("figures 12 and 13, table", "latent size 4", in: "figure 12"),
          .stated("k", "5", in: "“t-SNE visualization and KNN classification”"),
          .stated("noise", "trained at σ = 0.2, shown at 0.2 and 0.6", in: "figures 14 and 15"),
          .chosen("epochs", "20", because: "not given"),
          .chosen(
            "depth", "linear layers of the encoder, and as many of the decoder",
            because: "the report does not say what it counts"),
          .chosen(
            "widths", "fall geometrically from 784 to the latent size, mirrored: 784-273-95-33-11-4 at depth 5",
            because: "not given"),
          .chosen(
            "activations", "ReLU between layers, none behind the code, sigmoid outputs",
            because: "not given; codes with ReLU are shown beside, since it silences code units"),
          .chosen(
            "cross-entropy", "binary, pixel by pixel, the mean over pixels",
            because: "the formula of the report is for classes, and pixels are none"),
          .chosen("optimizer", "Adam 0.001, batches of 128", because: "not given; the report’s favourite"),
          .chosen("depth of the 4-D codes and the denoiser", "5", because: "not given; the depth of figure 11"),
          .chosen("latent size of the denoiser", "32", because: "not given; that of figure 11"),
          .chosen(
            "neighbours", "the codes of all training images",
            because: "not given; the test images are what is classified"),
          .chosen(
            "noise", "normal, drawn anew for every batch, not clipped to 0…1; clipped in a second row of the figures",
            because: "not given"),
          .chosen(
            "runs",
            "1 for each field of figure 10, \(settings.repeatedRuns) for the codes, "
              + "\(settings.denoiser.seeds) for the denoiser",
            because: "the report shows one of each"),
        ])
    }
  }
}
