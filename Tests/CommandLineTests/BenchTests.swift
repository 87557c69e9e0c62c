import Fledge
import Foundation
import Testing

/// `fledge bench` measures, and says what it measured in a form that other programs read.
@Suite struct BenchTests {
  private func measure(_ arguments: String) throws -> JSONObject {
    let outcome = try Shell().run("fledge bench --examples 300 --epochs 2 --json --quiet \(arguments)")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try #require(try JSONValue(parsing: outcome.output).objectValue)
  }

  @Test(arguments: ["W2b", "W4", "W8"])
  func `every number is there and plausible`(workload: String) throws {
    let result = try measure("--workload \(workload) --threads 2")
    #expect(result["workload"] == .string(workload))
    #expect(result["isa"] == .string(InstructionSet.current.rawValue))
    #expect(result["precision"] == "fp32")
    let seconds = try #require(result["seconds_per_epoch"]?.objectValue)
    let (least, median, most) = (
      try #require(seconds["min"]?.numberValue), try #require(seconds["median"]?.numberValue),
      try #require(seconds["max"]?.numberValue)
    )
    #expect(0 < least && least <= median && median <= most)
    #expect(try #require(result["processor_seconds_per_epoch"]?.numberValue) > 0)
    let (rate, peak) = (try #require(result["gflops"]?.numberValue), try #require(result["peak_gflops"]?.numberValue))
    #expect(rate > 0 && peak > 0)
    #expect(result["share_of_peak"]?.numberValue == rate / peak)
    // Digits are mostly 0.
    let done = try #require(result["share_done"]?.numberValue)
    #expect(done > 0.1 && done < 0.6)
    #expect(try #require(result["peak_memory_mb"]?.numberValue) > 1)
    #expect(try #require(result["final_loss"]?.numberValue).isFinite)
  }

  @Test func `the loss is the same for any number of threads`() throws {
    let one = try measure("--workload W1 --threads 1")["final_loss"]
    #expect(try measure("--workload W1 --threads 2")["final_loss"] == one)
    #expect(try measure("--workload W2 --threads 1")["final_loss"] != one)
  }
}
