import FledgeDatasets
import FledgeFormats
import FledgeInspection
import FledgeModels
import FledgePages
import FledgeRunPages
import FledgeTraining
import Foundation
import TestSupport
import Testing

@Suite struct RunPageTests {
  private func page(_ name: String = "a", _ change: (inout TrainingSettings) -> Void = { _ in }) throws -> RunPage {
    var settings = TrainingSettings()
    (settings.dataset, settings.examples, settings.testExamples) = ("digits", 60, 30)
    (settings.layers, settings.epochs, settings.threads) = ([6], 2, 1)
    change(&settings)
    let experiment = try Experiment(settings)
    let result = try experiment.run()
    let run = TrainedRun(
      path: name, settings: experiment.settings, network: result.network, parameters: result.parameters,
      statistics: result.statistics, contract: experiment.data.contract)
    let judged = Result { () throws -> RunPage.Judged in
      guard let test = experiment.data.test else { throw DatasetError.missing("the data: expected them, found none") }
      return RunPage.Judged(run, test, part: "test")
    }
    let record = experiment.record(result, writer: "fledge test")
    return try RunPage(
      run, name: name, record: record, judged: judged,
      provenance: .ofRun(record, command: "fledge export", version: "1", seconds: 1))
  }

  /// The page without what its scripts hold, which is no markup.
  private func markup(_ html: String) -> String {
    html.replacing(/<script[^>]*>(?:(?!<\/script>).|\n)*<\/script>/, with: "")
  }

  @Test func `a page is well-formed, holds the pad and loads nothing`() throws {
    let html = try page("a <b> & c").html
    let elements = try MarkupScanner.elements(of: markup(html))
    #expect(elements.contains { $0["id"] == "fledge-pad" } && elements.contains { $0["id"] == "mistakes" })
    for attribute in ["src", "href"] {
      for element in elements {
        guard let value = element[attribute] else { continue }
        #expect(value.hasPrefix("#") || value.hasPrefix("data:"), "\(element.name): \(value.prefix(60))")
      }
    }
    #expect(!elements.contains { $0["style"] != nil })
    #expect(html.contains("a &lt;b&gt; &amp; c"))
  }

  @Test func `the policy names the SHA-256 of each script and style, and allows nothing else`() throws {
    let html = try page().html
    let policy = try #require(html.firstMatch(of: /http-equiv="Content-Security-Policy" content="([^"]*)"/)).1
    #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe-inline"))
    let code = html.matches(
      of: /<(script|script type="module"|style)>((?:(?!<\/(?:script|style)>).|\n)*)<\/(?:script|style)>/)
    #expect(code.count == 3)
    for match in code {
      let digest = Data(SHA256.hash(Array(String(match.2).utf8)).bytes).base64EncodedString()
      #expect(policy.contains("'sha256-\(digest)'"), "\(match.1): \(match.2.prefix(60))")
    }
  }

  @Test func `a network without pictures has no pad and no additions`() throws {
    let html = try page {
      ($0.dataset, $0.examples, $0.testExamples) = ("moons", nil, nil)
    }.html
    #expect(!html.contains("fledge-pad") && !html.contains("Content-Security-Policy"))
    #expect(try MarkupScanner.elements(of: markup(html)).contains { $0["id"] == "weights" })
  }

  @Test func `an autoencoder's largest errors are shown`() throws {
    #expect(try page { $0.autoencoder = [8, 2] }.html.contains("mean squared errors of reconstruction"))
  }
}

@Suite struct InlineModulesTests {
  private static let sources = [
    "a.js": "import { b, c as d } from \"./b.js\";\nexport class A { }\nconst own = 1;\nexport const value = b + d;",
    "b.js": "export const b = 1;\nexport function c(x) { return x; }\nexport async function e() { }\nconst own = 2;",
  ]

  @Test func `modules become functions that return what they export, each once and after those that it imports`() {
    var modules = InlineModules { InlineModulesTests.sources[$0] ?? "" }
    modules.add("a.js")
    modules.add("b.js")
    #expect(modules.names == ["b.js", "a.js"])
    let script = modules.script("last();")
    #expect(script.contains("const { b, c: d } = modules[\"b.js\"];") && script.contains("return { A, value };"))
    #expect(script.contains("return { b, c, e };") && script.hasSuffix("last();") && !script.contains("export"))
  }

  @Test func `the pad's modules hold no import or export that was not read`() {
    var modules = InlineModules { String(decoding: WebAsset.bytes($0) ?? [], as: UTF8.self) }
    for name in ["engine.js", "digit-panel.js", "pictures.js"] { modules.add(name) }
    #expect(Set(modules.names).isSuperset(of: ["engine-layers.js", "engine-model.js", "dom.js", "draw-pad.js"]))
    for line in modules.script("").split(separator: "\n") {
      #expect(!line.hasPrefix("import ") && !line.hasPrefix("export ") && !line.contains("</script"), "\(line)")
    }
  }
}
