import FledgeCharts
package import FledgeDatasets
import FledgeExchange
import FledgeFormats
package import FledgeInspection
package import FledgeModels
import FledgeNetworks
package import FledgePages
import FledgeTensors
import FledgeTraining

/// One run as a page of one file: curves, mistakes, weights, settings, and a pad with the network inside.
package struct RunPage: Sendable {
  let run: TrainedRun
  let name: String
  let record: RunRecord?
  /// The examples that the network was judged on, with its answers; `nil` where the data are not there any more.
  let judged: Judged?
  /// Why parts of the page are missing, one line each.
  package let notes: [String]
  let provenance: PageProvenance
  private let model: [UInt8]?

  /// Examples with the network's answers.
  package struct Judged: Sendable {
    package let examples: Dataset
    package let part: String
    package let total: Int
    package let answers: NetworkAnswers

    package init(examples: Dataset, part: String, total: Int, answers: NetworkAnswers) {
      (self.examples, self.part, self.total, self.answers) = (examples, part, total, answers)
    }

    /// Judges a network on the first examples of a part of its data.
    package init(_ run: TrainedRun, _ all: Dataset, part: String) {
      let examples = all.subset(0..<min(all.count, ExampleBatches.limit(run.network)))
      self.init(
        examples: examples, part: part, total: all.count, answers: UnitAblation.answers(of: run, on: examples))
    }
  }

  /// - Parameters:
  ///   - name: what the page calls the run.
  ///   - judged: the examples with the network's answers, or why there are none.
  /// - Throws: `FormatError` where the record is damaged or a weight is not finite.
  package init(
    _ run: TrainedRun, name: String, record: RunRecord?, judged: Result<Judged, any Error>, provenance: PageProvenance
  ) throws {
    (self.run, self.name, self.record, self.provenance) = (run, name, record, provenance)
    var notes: [String] = []
    switch judged {
    case .success(let found):
      self.judged = found
      if found.examples.count < found.total {
        notes.append("mistakes are those of the first \(found.examples.count) of \(found.total) \(found.part) examples")
      }
    case .failure(let error):
      self.judged = nil
      notes.append("mistakes cannot be shown: \(error)")
    }
    self.notes = notes
    model = RunPage.takesDigits(run) ? try BrowserModel(run, name: name).bytes() : nil
  }

  /// Whether the network classifies pictures of 28 × 28 grey pixels.
  package static func takesDigits(_ run: TrainedRun) -> Bool {
    guard let size = run.pictureSize else { return false }
    return (size.width, size.height, size.channels) == (28, 28, 1) && !run.settings.isAutoencoder
      && run.contract?.target.kind == .classes
  }

  /// The page as HTML text.
  package var html: String { page.html }

  /// Saves the page, whole or not at all.
  package func write(to path: String) throws(ReportError) { try page.write(to: path) }

  private var page: SinglePage {
    var page = SinglePage(
      "run", title: name, summary: summary,
      data: record?.isMnist == true ? .mnist : .other(record?.dataset ?? run.settings.dataset), provenance: provenance
    ) {
      if model != nil { padSection }
      if let history = record?.history, !history.epochs.isEmpty { curveSection(history) }
      if let section = answerSection { section }
      if let section = weightSection { section }
      settingSection
    }
    if let model {
      page.additions = PageAdditions(
        style: WebAsset.text("look.css"), script: DrawingPad.script,
        data: [(DrawingPad.kernels, WebAsset.bytes("fledge.wasm") ?? []), (DrawingPad.network, model)])
    }
    return page
  }

  private var padSection: PageSection {
    PageSection("Draw a digit") {
      Prose("The network is inside this page; what you draw stays in your browser.")
      DrawingPad()
    }
  }

  private var summary: String {
    let layers = run.network.nodes.map { node in
      node.layer.map { [$0.name, $0.summary].filter { !$0.isEmpty }.joined(separator: " ") } ?? "add"
    }
    var text =
      "A network of \(NumberText.fixed(Double(run.network.parameterCount), decimals: 0)) parameters: "
      + layers.joined(separator: "; ") + "."
    if let record {
      text +=
        " Trained on \(NumberText.fixed(Double(record.trainingExamples), decimals: 0)) examples of \(record.dataset)"
      text += " for \(record.history.epochs.count) epochs"
      let measured = [
        record.testAccuracy.map { "accuracy \(NumberText.percent($0, decimals: 2))" },
        record.testLoss.map { "loss \(NumberText.significant($0, digits: 4))" },
        record.testMae.map { "mean absolute error \(NumberText.significant($0, digits: 4))" },
        record.testR2.map { "R² \(NumberText.fixed($0, decimals: 4))" },
      ].compactMap { $0 }
      if !measured.isEmpty {
        text +=
          "; on \(NumberText.fixed(Double(record.testExamples), decimals: 0)) test examples: "
          + measured.joined(separator: ", ")
      }
      text += "."
    }
    return ([text] + notes.map { "\n\n" + $0.prefix(1).uppercased() + $0.dropFirst() + "." }).joined()
  }
}
