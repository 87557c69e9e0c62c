import FledgeMetrics
import FledgePages
import Testing

struct VerdictRuleTests {
  /// Mean 10, s 1, n = 5: the half width is 2.776·√1.2 = 3.041, so with r = 0.5 the border is 13.541.
  @Test func `five runs by hand`() {
    let runs = Measured.seeds([9, 9, 10, 11, 11])
    let judge = { (published: Published) in VerdictRule.judge(published, runs, as: .real).verdict }
    // A half width of 3.04 is more than a quarter of 10.
    #expect(judge("13") == .tooNoisy && judge("13.5") == .differs && judge("7") == .tooNoisy)
    #expect(judge("14") == .differs && judge("6") == .differs)
    #expect(VerdictRule.judge("10.1", .seeds([9.9, 10, 10.1, 10]), as: .real).verdict == .reproduced)
    #expect(VerdictRule.judge("14", runs, as: .real).outcome.contains("ours 10.0, interval of one run 7.0 to 13.0"))
  }

  @Test func `the print says what kind of number it is`() {
    let runs = Measured.seeds([9, 9, 10, 11, 11])
    // Counts on a logarithmic scale.
    #expect((VerdictRule.judge("13", runs).summary?.interval?.upper ?? 0) > 13.1)
    #expect(VerdictRule.judge("97.2", .seeds([0.97, 0.972, 0.971]), as: .share).verdict == .undecided)
    #expect(VerdictRule.judge("97.2 %", .seeds([0.971, 0.972, 0.9715])).verdict == .reproduced)
    #expect(VerdictRule.judge("-0.3", .seeds([-0.31, -0.3, -0.3, -0.31])).verdict == .reproduced)
  }

  @Test func `a single run decides nothing`() {
    #expect(VerdictRule.judge("0.27", .seeds([0.2749])).verdict == .undecided)
    #expect(VerdictRule.judge("0.27", .seeds([0.2751])).verdict == .undecided)
  }

  @Test func `a number without chance reproduces or differs`() {
    #expect(VerdictRule.judge("80.97 %", .exact(0.8097)).verdict == .reproduced)
    #expect(VerdictRule.judge("96.19 %", .exact(0.8097)).verdict == .differs)
    #expect(VerdictRule.judge("8,097", .exact(8097)).verdict == .reproduced)
  }

  /// 69 of 1,000: Wilson's interval is 0.0549 to 0.0864.
  @Test func `a share of other examples carries its own margin`() {
    let runs = Measured.seeds([0.0560, 0.0561, 0.0559, 0.0560])
    #expect(VerdictRule.judge("0.069", runs, as: .share, otherExamples: 4_000).verdict == .differs)
    #expect(VerdictRule.judge("0.060", runs, as: .share, otherExamples: 4_000).verdict == .reproduced)
    #expect(VerdictRule.judge("0.060", runs, as: .share).verdict == .differs)
  }

  @Test func `runs without a finite number differ, and diverged runs are counted`() {
    #expect(VerdictRule.judge("0.5", .seeds([.nan, .infinity])).verdict == .differs)
    let summary = VerdictRule.judge("0.5", .seeds([1, .nan, 3])).summary
    #expect(summary?.count == 2)
    #expect(summary?.divergedCount == 1)
    #expect(summary?.mean == 2)
    #expect(VerdictRule.judge("0.5", .missing("not run")).verdict == .notTested)
    #expect(VerdictRule.judge("0.5", .seeds([])).verdict == .undecided)
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
    #expect(page(.smoke, .other("pen strokes")).allowed(.redrawn, needs: .full) == .redrawn)
  }
}
