import FledgeModels
import FledgeNetworks
import FledgeReproductions
import FledgeTensors
import FledgeTraining
import Testing

/// Weights are counted by magnitude and value, biases left out.
@Suite struct WeightSurveyTests {
  private static func survey(_ weights: [Float]) throws -> WeightSurvey {
    let network = try TrainingSettings(["layers": "none"]).network(features: 2, outputs: 2)
    var parameters = Parameters(layout: network.parameterLayout)
    try parameters.set("0.weight", to: Tensor(shape: [2, 2], elements: weights))
    try parameters.set("0.bias", to: Tensor(shape: [2], elements: [9, 9]))
    return WeightSurvey(parameters)
  }

  @Test func `penalties are sums over weights, and over biases where they are asked for`() throws {
    let survey = try Self.survey([0, 0.5, -0.0005, 0.25])
    var penalties = Penalties()
    #expect(survey.penalty(penalties) == 0)
    penalties.l1 = 2
    #expect(abs(survey.penalty(penalties) - 2 * 0.7505) < 1e-7)
    penalties.includesBiases = true
    #expect(abs(survey.penalty(penalties) - 2 * 18.7505) < 1e-6)
    penalties = Penalties()
    penalties.l2 = 2
    #expect(abs(survey.penalty(penalties) - 0.31250025) < 1e-7)
  }

  @Test func `each weight is in one bin of both histograms`() throws {
    let survey = try Self.survey([0, 0.5, -0.0005, 0.25])
    #expect(survey.magnitudes.reduce(0, +) == 4)
    // 0 in the first bin; 10^−3.5 … 10^−3.25 holds 0.0005; 10^−0.75 … 10^−0.5 holds 0.25, the next 0.5.
    for bin in [0, 10, 21, 22] { #expect(survey.magnitudes[bin] == 1, "bin \(bin)") }
    // −0.0005 is just below 0; 0.25 and 0.5 are beyond the axis.
    #expect(survey.values[19] == 1 && survey.values[20] == 1 && survey.values[39] == 2)
  }

  @Test func `weights that are huge or infinite are in the outer bins`() throws {
    let survey = try Self.survey([3e38, -3e38, .infinity, 0])
    #expect(survey.values[0] == 1 && survey.values[39] == 2 && survey.values[20] == 1)
    #expect(survey.magnitudes[27] == 3)
  }
}
