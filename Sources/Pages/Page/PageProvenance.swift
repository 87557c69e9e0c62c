import FledgeCharts
public import FledgeFormats

/// Where the numbers of a page come from.
public struct PageProvenance: Sendable, Equatable {
  /// The command that made the page.
  public var command: String
  /// The version of the program.
  public var version: String
  /// The commit it was built from.
  public var commit: String
  /// The processor's name.
  public var processor: String
  /// The threads that computed.
  public var threads: Int
  /// The instruction set of the kernels, such as "AVX2".
  public var instructionSet: String
  /// The SHA-256 of the data.
  public var dataChecksum: String
  /// The seconds that the runs of the page took.
  public var seconds: Double
  /// The day on which the page was made, such as "2026-02-15".
  public var date: String

  public init(
    command: String, version: String, commit: String, processor: String, threads: Int, instructionSet: String,
    dataChecksum: String, seconds: Double, date: String
  ) {
    self.command = command
    self.version = version
    self.commit = commit
    self.processor = processor
    self.threads = threads
    self.instructionSet = instructionSet
    self.dataChecksum = dataChecksum
    self.seconds = seconds
    self.date = date
  }

  /// The duration for readers, with a decimal below ten seconds.
  var duration: String {
    guard seconds.isFinite, seconds < 1e9 else { return "unknown" }
    return seconds < 9.95 ? NumberFormat(decimals: 1).text(seconds) + " s" : NumberText.duration(seconds: seconds)
  }

  public var json: JSONValue {
    [
      "command": .string(command), "version": .string(version), "commit": .string(commit),
      "processor": .string(processor), "threads": .integer(threads), "instructionSet": .string(instructionSet),
      "dataChecksum": .string(dataChecksum), "seconds": .number(seconds), "date": .string(date),
    ]
  }

  /// The provenance as a list for readers.
  func markup(data: PageData, scale: ReportScale?) -> Markup {
    let scale: Markup = scale.map { "<dt>Scale</dt><dd>\($0.rawValue)</dd>\n" } ?? .none
    return """
      <section id="provenance" class="provenance">
      <h2>Where these numbers come from</h2>
      <dl><dt>Command</dt><dd><code>\(command)</code></dd>
      \(scale)<dt>Duration</dt><dd>\(duration)</dd>
      <dt>Date</dt><dd>\(date)</dd>
      <dt>Program</dt><dd>Fledge \(version), commit <code>\(commit)</code></dd>
      <dt>Processor</dt><dd>\(processor), \(threads) \(threads == 1 ? "thread" : "threads"), \(instructionSet)</dd>
      <dt>Data</dt><dd>\(data.name), SHA-256 <code class="checksum">\(dataChecksum)</code></dd></dl>
      </section>

      """
  }
}
