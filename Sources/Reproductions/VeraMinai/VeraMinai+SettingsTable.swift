import FledgePages

extension VeraMinai.Configuration {
  /// The settings as the page lists them.
  static let table = SettingsTable(
    "Data, networks and training",
    [
      .chosen(
        "data", "the first 500 training images of each digit",
        because: "the course's file is not public; its 5,000 images are balanced"),
      .fromCode("split", "80/20 at random per class: 4,000 and 1,000 images"),
      .chosen(
        "seed of the split", "another one for each run", because: "so that the interval holds the choice of images"),
      .chosen(
        "pixels", "0 to 1", because: "what the course's file holds is not said; a sigmoid reaches no more than 1"),
      .stated("classifier", "784-200-10", in: "section 1.1"),
      .stated("autoencoder", "784-200-784", in: "section 2.1"),
      .fromCode("activations", "hidden ReLU, sigmoid outputs in both"),
      .fromCode(
        "loss", "squared error 2(p − y)p(1 − p), or cross-entropy p − y; summed over outputs, mean over the batch"),
      .chosen("loss as written", "cross-entropy for the classifier", because: "the text names none"),
      .stated("learning rate, β, batch size", "0.01, 0.9, 32", in: "sections 1.1 and 2.1"),
      .fromCode("momentum", "damped, v ← βv + (1 − β)g, W ← W − ηv"),
      .stated("initial weights", "random values scaled by 0.01", in: "sections 1.1 and 2.1"),
      .fromCode("biases", "0"),
      .fromCode("batches", "the same in every epoch"),
      .fromCode(
        "outputs", "≥ 0.75 become 1 and ≤ 0.25 become 0 before errors are counted; ties go to the lowest class"),
      .stated("epochs", "up to 200; errors at every tenth", in: "sections 1.1, 1.2 and 2.1"),
      .fromCode("result", "after epoch 191, the last one that is logged; a log after epoch 1 is labelled 0"),
      .stated("early stopping", "when the validation loss stops improving", in: "sections 1.1 and 2.1"),
      .fromCode(
        "early stopping in the code", "when the test error is ≤ 0.001 at a tenth epoch: it looks at the test set"),
      .chosen(
        "validation set as written", "a tenth of the training images; patience 10",
        because: "neither is given"),
      .fromCode(
        "reconstruction error of an image (MRE)", "its mean squared pixel error; σ is over the images of a digit"),
      .chosen(
        "search", "one setting changed at a time over all epochs; every combination for 31 epochs, one run each",
        because: "the text lists the values and not which combinations were run"),
      .chosen(
        "Xavier", "normal, variance 2 / (n_in + n_out)", because: "which form was meant is not said"),
    ])
}
