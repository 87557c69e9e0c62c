import FledgePages
import Testing

struct VerdictRuleTests {
  /// Mean 10, s 1, n = 5: P = 2.776·√1.2 = 3.041, so with r = 0.5 the border is 13.541.
  @Test func `five runs by hand`() {
    let runs = Measured.seeds([9, 9, 10, 11, 11])
    #expect(VerdictRule.judge("13", runs).verdict == .reproduced)
    #expect(VerdictRule.judge("13.5", runs).verdict == .differs)  // r = 0.05: border 13.091
    #expect(VerdictRule.judge("14", runs).verdict == .differs)
    #expect(VerdictRule.judge("7", runs).verdict == .reproduced)
    #expect(VerdictRule.judge("6", runs).verdict == .differs)
    #expect(VerdictRule.judge("14", runs).outcome.contains("the margin is 3.5"))
  }

  @Test func `a single run reproduces within the rounding and decides nothing beyond`() {
    #expect(VerdictRule.judge("0.27", .seeds([0.2749])).verdict == .reproduced)
    #expect(VerdictRule.judge("0.27", .seeds([0.2751])).verdict == .undecided)
  }

  @Test func `a number without chance reproduces or differs`() {
    #expect(VerdictRule.judge("80.97 %", .exact(0.8097)).verdict == .reproduced)
    #expect(VerdictRule.judge("96.19 %", .exact(0.8097)).verdict == .differs)
    #expect(VerdictRule.judge("8,097", .exact(8097)).verdict == .reproduced)
  }

  /// 69 of 1,000: Wilson's interval is 0.0549 to 0.0864, so W is 0.0141 downwards and 0.0174 upwards.
  @Test func `a share of other examples carries its own margin`() {
    let single = { (value: Double) in
      VerdictRule.judge("0.069", .exact(value), otherExamples: 1000).verdict
    }
    #expect(single(0.0560) == .reproduced)
    #expect(single(0.0540) == .differs)
    #expect(single(0.0860) == .reproduced)
    #expect(single(0.0875) == .differs)
    #expect(VerdictRule.judge("0.069", .exact(0.0560)).verdict == .differs)
  }

  @Test func `runs without a finite number differ, and diverged runs are counted`() {
    #expect(VerdictRule.judge("0.5", .seeds([.nan, .infinity])).verdict == .differs)
    let summary = Measured.seeds([1, .nan, 3]).summary
    #expect(summary?.count == 2)
    #expect(summary?.divergedCount == 1)
    #expect(summary?.median == 2)
    #expect(VerdictRule.judge("0.5", .missing("not run")).verdict == .notTested)
    #expect(VerdictRule.judge("0.5", .seeds([])).verdict == .differs)
  }

  @Test(arguments: [
    ("0.012", 0.012, 0.0005), ("97.45 %", 0.9745, 0.00005), ("97.2%", 0.972, 0.0005), ("8,097", 8097, 0.5),
    ("~97 %", 0.97, 0.005), (".3906", 0.3906, 0.00005), ("4e-06", 4e-6, 0.5e-6), ("-9.77e-05", -9.77e-5, 0.5e-7),
    ("−0.001305", -0.001305, 0.5e-6), ("31", 31, 0.5),
  ])
  func `a printed number gives its value and its rounding`(text: String, value: Double, halfUnit: Double) throws {
    let published = try Published(text)
    #expect(abs(published.value - value) <= 1e-15 * abs(value))
    #expect(abs(published.halfUnit - halfUnit) <= 1e-12 * halfUnit)
    #expect(published.text == text)
  }

  @Test(arguments: ["", "about", "%", "1.2.3", "nan", "inf", "0x10", "e5", "1e", "12 kg"])
  func `what is no number is refused`(text: String) {
    #expect(throws: ReportError.notANumber(text)) { try Published(text) }
  }

  @Test func `only full scale on MNIST gives verdicts that need it`() {
    let page = { (scale: ReportScale, data: PageData) in PageContext(report: "example", scale: scale, data: data) }
    #expect(page(.full, .mnist).allowed(.differs, needs: .full) == .differs)
    #expect(page(.quick, .mnist).allowed(.differs, needs: .full) == .notTested)
    #expect(page(.quick, .mnist).allowed(.differs, needs: .any) == .differs)
    #expect(page(.smoke, .mnist).allowed(.contradicted, needs: .full) == .contradicted)
    #expect(page(.full, .other("pen strokes")).allowed(.reproduced, needs: .any) == .noVerdict)
    #expect(page(.full, .other("pen strokes")).allowed(.contradicted, needs: .any) == .noVerdict)
    #expect(page(.smoke, .other("pen strokes")).allowed(.shown, needs: .full) == .shown)
  }
}
