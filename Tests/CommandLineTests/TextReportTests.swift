import Fledge
import Foundation
import TestSupport
import Testing

/// Text reports as users run them.
@Suite struct TextReportTests {
  private func report(_ id: String, expect: String = "test_accuracy(activation=tanh) at least 20 %") -> String {
    """
    ---
    id: \(id)
    title: "A report, \(id)"
    data: moons
    ---
    Text with <script>alert(1)</script>.

    ```study
    name: units
    train: {optimizer: adam, learning-rate: 0.02, epochs: 2, examples: 60, layers: [4]}
    axes: {activation: [relu, tanh]}
    seeds: {full: 3, quick: 2, smoke: 2}
    ```
    ```published
    - {id: accuracy, where: {activation: relu}, metric: test_accuracy, value: 85 %, in: abstract}
    ```
    ```claim
    {id: above, in: section 1, text: "better than chance", expect: "\(expect)"}
    ```
    """
  }

  @Test func `a skeleton is written once, checked and understood`() throws {
    let shell = try Shell()
    #expect(try shell.run("fledge reproduce --new 'my report.md'").status == 0)
    let check = try shell.run("fledge reproduce --check 'my report.md' --json")
    #expect(check.status == 0, "\(check.errors)")
    let json = try JSONValue(parsing: check.output)
    #expect(json["valid"]?.boolValue == true)
    #expect(json["id"]?.stringValue == "my-report")
    #expect(json["open"]?.arrayValue?.contains { $0.stringValue == "init" } == true)
    try shell.expectRefusal("reproduce --new 'my report.md'", status: 2, saying: "exists; name another file")
    try shell.expectRefusal("reproduce --new report.txt", status: 2, saying: "ends in .md")
    try shell.expectRefusal("reproduce --check none.md", status: 66, saying: "none.md")
    for flag in [
      "--scale smoke", "--scale full", "--output reports", "--only fig1", "--seeds 2", "--data data", "--workers 1",
      "--all",
      "--dataset moons", "--dry-run",
    ] {
      let name = String(flag.prefix { $0 != " " })
      try shell.expectRefusal(
        "reproduce --check 'my report.md' \(flag)", status: 2, saying: "\(name): --check trains nothing")
      try shell.expectRefusal("reproduce --new other.md \(flag)", status: 2, saying: "\(name): --new trains nothing")
    }
    try shell.expectRefusal("reproduce --check 'my report.md' paterson", status: 2, saying: "stands alone")
    try shell.expectRefusal("reproduce --check 'my report.md' --new b.md", status: 2, saying: "stands alone")
  }

  @Test func `a report whose data are missing leaves nothing that was not there before`() throws {
    let shell = try Shell()
    let text = report("lost").replacingOccurrences(
      of: "data: moons", with: "data: {dataset: csv, data: none.csv, label: kind, test-size: 0.3}")
    try shell.write(text, to: "lost.md")
    try shell.write(report("found"), to: "found.md")
    try shell.expectRefusal("reproduce lost.md --scale smoke", status: 66, saying: "none.csv")
    // The data of a report that comes first are there; nothing is trained for it either.
    try shell.expectRefusal("reproduce found.md lost.md --scale smoke --output pages", status: 66, saying: "none.csv")
    #expect(try shell.run("mkdir pages && echo mine > pages/notes.txt").status == 0)
    try shell.expectRefusal("reproduce found.md lost.md --scale smoke --output pages", status: 66, saying: "none.csv")
    #expect(try shell.run("ls -A pages").output == "notes.txt\n")
    // What was trained before stays.
    #expect(try shell.run("fledge reproduce found.md --scale smoke --output pages --quiet").status == 0)
    let before = try shell.run("find pages -type f | sort").output
    try shell.expectRefusal("reproduce found.md lost.md --scale smoke --output pages", status: 66, saying: "none.csv")
    #expect(try shell.run("find pages -type f | sort").output == before && before.contains("pages/fledge.db"))
  }

  @Test func `a mistake has its line, code 65 and nothing is written`() throws {
    let shell = try Shell()
    try shell.write(report("a", expect: "test_acuracy > 5 %"), to: "a.md")
    let check = try shell.run("fledge reproduce --check a.md --json")
    #expect(check.status == 65)
    let errors = try JSONValue(parsing: check.output)["errors"]?.arrayValue
    #expect(errors?.first?["line"]?.numberValue == 18)
    try shell.expectRefusal(
      "reproduce a.md --scale smoke --output pages", status: 65, saying: "did you mean 'test_accuracy'?")
    #expect(!shell.has("pages"))
  }

  @Test func `a report on its own data has verdicts at full scale, and its text is escaped`() throws {
    let shell = try Shell()
    try shell.write(report("units"), to: "units.md")
    let outcome = try shell.run("fledge reproduce units.md --output pages --json --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let items = try #require(JSONValue(parsing: outcome.output)["reports"]?.arrayValue?.first?["items"]?.arrayValue)
    #expect(items.map { $0["id"]?.stringValue } == ["units.accuracy", "units.above"])
    #expect(items.last?["verdict"]?.stringValue == "reproduced")
    let page = try shell.page("pages/units/index.html")
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(!page.contains("<script>alert"))
    #expect(page.contains("fledge reproduce units.md --only") == false)
    let other = try shell.run("fledge reproduce units.md --output other --dataset spirals --json --quiet")
    #expect(other.status == 0, "\(other.errors)")
    let judged = try #require(JSONValue(parsing: other.output)["reports"]?.arrayValue?.first?["items"]?.arrayValue)
    #expect(judged.first?["verdict"]?.stringValue == "no-verdict")
    #expect(["reproduced", "undecided", "differs"].contains(judged.last?["verdict"]?.stringValue ?? ""))
    try shell.expectRefusal("reproduce units.md --dataset spirlas", status: 2, saying: "did you mean 'spirals'?")
    try shell.expectRefusal("reproduce modular --dataset spirals", status: 2, saying: "no text report")
  }

  @Test func `a report finds its table beside itself, and says where it is missing`() throws {
    let shell = try Shell()
    _ = try shell.run("mkdir 'a b'")
    let rows = (0..<60).map { "\($0 % 2 == 0 ? 1.0 : -1.0),\(Double($0 % 7) / 7),kind \($0 % 2)" }
    try shell.write("x,y,kind\n" + rows.joined(separator: "\n") + "\n", to: "a b/t.csv")
    let text = report("table").replacing(
      "data: moons", with: "data: {dataset: csv, data: t.csv, label: kind, test-size: 0.3}"
    ).replacing(", examples: 60", with: "")
    try shell.write(text, to: "a b/my \"report\".md")
    let outcome = try shell.run("fledge reproduce 'a b/my \"report\".md' --output pages --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(shell.has("pages/table/index.html"))
    _ = try shell.run("rm 'a b/t.csv'")
    let missing = try shell.run("fledge reproduce 'a b' --output other")
    #expect(missing.status == 66)
    #expect(missing.errors.contains("a b/t.csv: expected a file"))
    #expect(!shell.has("other/index.html"))
  }

  @Test func `a folder of thirty reports makes thirty pages and one index`() throws {
    let shell = try Shell()
    _ = try shell.run("mkdir class")
    for index in 0..<30 { try shell.write(report("report-\(index)"), to: "class/report \(index).md") }
    try shell.write("# Notes\n", to: "class/README.md")
    let outcome = try shell.run("fledge reproduce class --scale smoke --output pages --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("class/README.md: left out"))
    for index in 0..<30 { #expect(shell.has("pages/report-\(index)/index.html")) }
    let pages = try shell.page("pages/index.html")
    #expect(pages.components(separatedBy: "/index.html\"").count > 30)
    try shell.write(report("report-3"), to: "class/twin.md")
    try shell.expectRefusal("reproduce class --output pages", status: 65, saying: "its id 'report-3' is that of")
  }
}

extension Shell {
  fileprivate func page(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }
}
