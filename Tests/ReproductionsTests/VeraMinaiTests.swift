import FledgeDatasets
import FledgeModels
import FledgePages
import FledgeReproductions
import FledgeTensors
import Foundation
import TestSupport
import Testing

@Suite struct VeraMinaiTests {
  @Test func `the smoke page has every figure, table and number`() throws {
    let page = try #require(SmokeReports.shared().reports["vera-minai"]).page
    let ids = Set(page.items.map(\.id))
    for reading in ["code", "probable", "written"] {
      #expect(ids.isSuperset(of: ["vera-minai.error.train", "vera-minai.error.test", "vera-minai.error.\(reading)"]))
    }
    for digit in 0..<10 {
      #expect(ids.isSuperset(of: ["vera-minai.table1.digit\(digit)", "vera-minai.table1.digit\(digit).sigma"]))
    }
    #expect(ids.isSuperset(of: ["vera-minai.mre.code", "vera-minai.claim.smoother", "vera-minai.twice.mean"]))
    #expect(page.items.filter { $0.kind == .figure }.count == 8)
  }

  @Test func `outputs near 0 and 1 are rounded, and ties go to the lowest class`() {
    let outputs = Tensor(shape: [4, 3], elements: [0.25, 0.2, 0.1, 0.3, 0.75, 0.9, 0.3, 0.2, 0.5, 0, 0.1, 0.26])
    let thresholded = ThresholdedOutputs(outputs)
    #expect(thresholded.classes == [0, 1, 2, 2])
    #expect(ThresholdedOutputs(outputs, isThresholded: false).classes == [0, 2, 2, 2])
    #expect(thresholded.errorFraction([0, 1, 2, 0]) == 0.25)
    // The first image: all outputs are 0; the last: 0, 0, 0.26.
    let images = Tensor(shape: [4, 3], elements: [0, 0, 1, 0.3, 1, 1, 0.3, 0, 0.5, 0, 0, 0.26])
    let errors = thresholded.reconstructionErrors(images)
    #expect(abs(errors[0] - 1.0 / 3) < 1e-7)
    #expect(errors[1...].allSatisfy { $0 < 1e-12 })
  }

  @Test func `the subset takes the first images of each digit and splits each digit four to one`() throws {
    try withTemporaryFolder { folder in
      let context = try ReproductionContext.smoke(in: folder)
      let configuration = VeraMinai.Configuration(.smoke)
      let data = try configuration.subset.make(context, configuration.classifier)
      #expect(data.training.classCounts == [Int](repeating: 16, count: 10))
      #expect(data.test?.classCounts == [Int](repeating: 4, count: 10))
      #expect(data.validation == nil)
      let written = try configuration.subset.make(context, configuration.classifiers[2].study.variants[0].settings)
      #expect(written.training.count == 144)
      #expect(written.validation?.count == 16)
      #expect(written.test?.labels == data.test?.labels)
    }
  }

  @Test func `errors are logged after epochs 1 and 11 and labelled 0 and 10`() throws {
    let context = try SmokeReports.shared().context
    let configuration = VeraMinai.Configuration(.smoke)
    for reading in configuration.classifiers + configuration.autoencoders {
      let trials = try context.train(reading.study).all
      let errors = try ReadingRuns(reading: reading, runs: trials).finalErrors()
      for (run, trial) in trials.enumerated() {
        #expect(try trial.curve(Probe.testError).x == [0, 10])
        guard reading.isThresholded else { continue }
        #expect(try errors.test[run] == trial.last(Probe.testError))
        #expect(try errors.training[run] == trial.last(Probe.trainingError))
      }
    }
  }

  @Test func `the published errors of ten digits do not have the published mean`() {
    #expect(abs(VeraMinai.publishedDigits.map(\.mean.value).mean - 0.00546) < 1e-9)
    #expect([1.0, 3].populationDeviation == 1)
  }
}
