import Fledge
import FlyingSocks
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct SteeringTests {
  private let settings = [
    "--dataset", "moons", "--examples", "300", "--layers", "16,8", "--dropout", "0.2", "--epochs", "6", "--batch-size",
    "32",
  ]

  private func record(_ shell: Shell, _ run: String) throws -> JSONValue {
    try JSONValue(parsing: FileBytes.read("\(shell.folder)/\(run)/record.json"))
  }

  @Test(arguments: [1, 2])
  func `a steered training is repeated to the bit`(threads: Int) throws {
    let shell = try Shell()
    let more = ["--threads", "\(threads)", "--output", "a run", "--paused"]
    let training = try SteeredTraining(settings + more, run: "a run", in: shell)
    #expect(try training.order(#"{"command": "state"}"#) == 0)
    for _ in 0..<200 where RunFolder.state(at: training.folder) != .paused { Thread.sleep(forTimeInterval: 0.01) }
    #expect(RunFolder.state(at: training.folder) == .paused)
    for step in 1...3 { #expect(try training.order(#"{"command": "step"}"#) == step) }
    #expect(RunFolder.progress(at: training.folder)?["step"]?.integerValue == 3)
    #expect(try training.order(#"{"command": "set", "learning-rate": 0.05}"#) == 3)
    #expect(try training.order(#"{"command": "step"}"#) == 4)
    #expect(try training.order(#"{"command": "set", "dropout": 0.5, "learning-rate": 0.01}"#) == 4)
    try training.order(#"{"command": "continue"}"#)
    #expect(training.wait() == 0)
    let written = try record(shell, "a run")
    #expect(
      written["interventions"]?.canonicalText
        == #"[{"learning-rate":0.05,"step":3},{"dropout":0.5,"learning-rate":0.01,"step":4}]"#)
    #expect(!shell.has("a run/progress.json") && !shell.has("a run/control.sock"))
    let other = threads == 1 ? 2 : 1
    let replay = try shell.run("fledge train --replay 'a run' --threads \(other) --output again --json --quiet")
    #expect(replay.status == 0, "\(replay.errors)")
    #expect(try JSONValue(parsing: replay.output)["equal"]?.boolValue == true)
    #expect(try record(shell, "again")["weights_sha256"] == written["weights_sha256"])
    // The changes matter: without them the weights are others.
    let plain = try shell.run("fledge train \(settings.joined(separator: " ")) --output plain --quiet")
    #expect(plain.status == 0)
    #expect(try record(shell, "plain")["weights_sha256"] != written["weights_sha256"])
    #expect(try shell.run("fledge train --replay plain --output plain2 --quiet").status == 0)
  }

  @Test func `nothing is lost by a stop or a kill`() throws {
    let shell = try Shell()
    var training = try SteeredTraining(settings + ["--output", "run", "--paused"], run: "run", in: shell)
    for _ in 0..<5 { try training.order(#"{"command": "step"}"#) }
    try training.order(#"{"command": "set", "learning-rate": 0.02}"#)
    for _ in 0..<2 { try training.order(#"{"command": "step"}"#) }
    try training.order(#"{"command": "stop"}"#)
    #expect(training.wait() == 75)
    #expect(RunFolder.state(at: training.folder) == .unfinished)
    // Changed after its last checkpoint, then killed.
    training = try SteeredTraining(["--resume", "run", "--paused"], run: "run", in: shell)
    #expect(try training.order(#"{"command": "state"}"#) == 7)
    for _ in 0..<3 { try training.order(#"{"command": "step"}"#) }
    #expect(try training.order(#"{"command": "set", "dropout": 0.4}"#) == 10)
    try training.order(#"{"command": "step"}"#)
    training.kill()
    #expect(RunFolder.state(at: training.folder) == .unfinished)
    let resumed = try shell.run("fledge train --resume run --quiet")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(
      try record(shell, "run")["interventions"]?.canonicalText
        == #"[{"learning-rate":0.02,"step":5},{"dropout":0.4,"step":10}]"#)
    let replay = try shell.run("fledge train --replay run --output again --quiet")
    #expect(replay.status == 0, "\(replay.errors)")
  }

  @Test(arguments: [1, 2])
  func `tracking norms changes no bit of the weights`(threads: Int) throws {
    let shell = try Shell()
    let line = "fledge train \(settings.joined(separator: " ")) --threads \(threads) --quiet --output "
    #expect(try shell.run(line + "plain").status == 0)
    #expect(try shell.run(line + "tracked --track norms").status == 0)
    #expect(try record(shell, "plain")["weights_sha256"] == record(shell, "tracked")["weights_sha256"])
    let rows = try String(contentsOfFile: shell.folder + "/tracked/history.csv", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows[0].suffix(8).joined(separator: " ").contains("gradient_norm:0 weight_norm:0"))
    #expect(rows[0].contains("dead_share:1"))
    for row in rows.dropFirst() {
      #expect(row.count == rows[0].count)
      for (name, value) in zip(rows[0], row) where name.contains("_norm:") { #expect((Double(value) ?? 0) > 0) }
      for (name, value) in zip(rows[0], row) where name.hasPrefix("dead_share") {
        #expect((0...1).contains(Double(value) ?? 2))
      }
    }
    // Nothing else that is measured depends on it; the last of the plain columns are seconds.
    let plain = try String(contentsOfFile: shell.folder + "/plain/history.csv", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    for (one, other) in zip(plain, rows) { #expect(one.dropLast() == other.prefix(one.count - 1)) }
    // The weights' norm is that of the file.
    let file = try SafeTensors(contentsOf: shell.folder + "/tracked/model.safetensors")
    let sum = try ["0.weight", "0.bias"].reduce(0.0) { sum, path in
      let tensor = try file.tensor(path)
      return sum
        + (0..<tensor.elements.count).reduce(0.0) { $0 + Double(tensor.elements[$1]) * Double(tensor.elements[$1]) }
    }
    let column = try #require(rows[0].firstIndex(of: "weight_norm:0"))
    #expect(abs((Double(rows[6][column]) ?? 0) - sum.squareRoot()) < 1e-4)
  }

  @Test func `a change before an earlier one of a killed training keeps both`() throws {
    let shell = try Shell()
    var training = try SteeredTraining(settings + ["--output", "run", "--paused"], run: "run", in: shell)
    for _ in 0..<10 { try training.order(#"{"command": "step"}"#) }
    try training.order(#"{"command": "set", "dropout": 0.4}"#)
    training.kill()
    try FileManager.default.removeItem(atPath: training.folder + "/control.sock")
    training = try SteeredTraining(["--resume", "run", "--paused"], run: "run", in: shell)
    for _ in 0..<3 { try training.order(#"{"command": "step"}"#) }
    #expect(try training.order(#"{"command": "set", "learning-rate": 0.02}"#) == 3)
    training.kill()
    #expect(try shell.run("fledge train --resume run --quiet").status == 0)
    #expect(
      try record(shell, "run")["interventions"]?.canonicalText
        == #"[{"learning-rate":0.02,"step":3},{"dropout":0.4,"step":10}]"#)
    #expect(try shell.run("fledge train --replay run --output again --quiet").status == 0)
  }

  @Test func `what cannot be done is refused in one line`() throws {
    let shell = try Shell()
    let plain = settings.map { $0 == "0.2" ? "0" : $0 } + ["--output", "run", "--paused"]
    let training = try SteeredTraining(plain, run: "run", in: shell)
    for line in [
      #"{"command": "set", "dropout": 0.5}"#, #"{"command": "set", "learning-rate": -1}"#,
      #"{"command": "set", "learning-rate": 1e300}"#,
      #"{"command": "set", "learning-rate": "fast"}"#, #"{"command": "set"}"#, #"{"command": "fly"}"#, "{}", "[]",
      "nonsense",
      "", #"{"command": "pause", "step": 3}"#, #"{"command": "set", "learning-rate": 1e999}"#, "\u{0}\u{1}",
    ] {
      let answer = try training.ask(line)
      #expect(answer["ok"]?.boolValue == false && answer["error"]?.stringValue?.contains("\n") == false, "\(line)")
    }
    #expect(!shell.has("run/interventions.json"))
    try training.order(#"{"command": "stop"}"#)
    #expect(training.wait() == 75)
  }

  @Test func `clients that are silent, huge or many do no harm`() throws {
    let shell = try Shell()
    let name = String(repeating: "a long name of a folder ", count: 8)
    let training = try SteeredTraining(settings + ["--output", name, "--paused"], run: name, in: shell)
    let silent = try (0..<40).map { _ in try training.connect() }
    let huge = try training.connect()
    let block = Data(repeating: 0x61, count: 1 << 16)
    var written = 0
    while written < 1 << 22, let end = try? huge.write(block) { written += end }
    #expect(written < 1 << 22)
    try? huge.close()
    Thread.sleep(forTimeInterval: 0.1)
    #expect(try training.order(#"{"command": "step"}"#) == 1)
    let further = try (0..<8).map { _ in try training.connect() }
    for socket in silent + further { try? socket.close() }
    Thread.sleep(forTimeInterval: 0.2)
    #expect(try training.order(#"{"command": "step"}"#) == 2)
    try training.order(#"{"command": "continue"}"#)
    #expect(training.wait() == 0)
  }
}
