import Fledge
import Foundation
import TestSupport
import Testing

/// `fledge study work`, `merge` and `submit` as users of a cluster run them.
@Suite struct ClusterTests {
  private func shell() throws -> Shell {
    let shell = try Shell()
    try shell.write(StudyTests.widths, to: "widths.yaml")
    return shell
  }

  @Test func `workers of a folder give the table of one worker`() throws {
    let shell = try shell()
    for task in ["0/2", "1/2"] {
      let outcome = try shell.run("fledge study work widths.yaml --store shared/ --task \(task) --quiet")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let merged = try shell.run("fledge study merge shared --store merged.db --json")
    let object = try JSONValue(parsing: merged.output)
    #expect(merged.status == 0 && object["added"] == 4 && object["files"] == 2 && object["faults"] == [])
    #expect(try shell.run("fledge study run widths.yaml --store serial.db --quiet").status == 0)
    let tables = try ["merged.db", "serial.db", "shared/"].map { try shell.run("fledge runs export --store \($0)") }
    #expect(tables.allSatisfy { $0.status == 0 && $0.output == tables[1].output && $0.output.contains("widths") })
    let hosts = try JSONValue(parsing: shell.run("fledge study show widths --store merged.db --hosts --json").output)
    #expect(hosts["hosts"]?.arrayValue?.first?["finished"] == 4)
    #expect(hosts["hosts"]?.arrayValue?.first?["processes"] == 2)
  }

  @Test(.enabled(if: PostgreSQLServer.missing == nil, "a PostgreSQL server is not installed"))
  func `workers on a server give the table of one worker, by file and by name`() throws {
    let shell = try shell()
    let address = try PostgreSQLServer.shared.get().address
    let first = try shell.run("fledge study work widths.yaml --store '\(address)' --quiet")
    #expect(first.status == 0 && first.output == "widths: 4 of 4 runs finished.\n", "\(first.errors)")
    #expect(try shell.run("fledge study work widths --store '\(address)' --quiet").status == 0)
    #expect(try shell.run("fledge study run widths.yaml --store serial.db --quiet").status == 0)
    let table = try shell.run("fledge runs export --store '\(address)'")
    #expect(try table.output == shell.run("fledge runs export --store serial.db").output)
    #expect(try shell.run("fledge study delete widths --store '\(address)'").status == 0)
  }

  @Test func `the script of a job array can be looked at`() throws {
    let shell = try shell()
    let outcome = try shell.run(
      "fledge study submit widths.yaml --slurm --dry-run --tasks 4 --time 00:10:00 --partition long "
        + "--signal-seconds 30 --store shared/")
    #expect(outcome.status == 0, "\(outcome.errors)")
    for line in [
      "#SBATCH --array=0-3", "#SBATCH --time=00:10:00", "#SBATCH --signal=B:USR1@30", "#SBATCH --requeue",
      "#SBATCH --partition=long",
    ] { #expect(outcome.output.contains(line + "\n")) }
    try shell.write(outcome.output, to: "job.sh")
    #expect(try shell.run("sh job.sh").status == 0)
    #expect(try shell.run("fledge study merge shared --store merged.db").status == 0)
    let missing = try shell.run(
      "PATH=/nothing; '\(BuiltProgram.path ?? "")' study submit widths.yaml --slurm --store shared/")
    #expect(missing.status == 1 && missing.errorLines.count == 1)
  }

  @Test func `SIGUSR1 saves a checkpoint, gives the run back and ends with 75`() throws {
    let shell = try Shell()
    try shell.write(
      """
      study: long
      train: {dataset: moons, examples: 2000, layers: [32], epochs: 100000, batch-size: 16}
      seeds: 1
      """, to: "long.yaml")
    let outcome = try shell.run(
      "fledge study work long.yaml --store long.db --quiet & sleep 1; kill -USR1 $!; wait $!")
    #expect(outcome.status == 75, "\(outcome.errors)")
    let listed = try JSONValue(parsing: shell.run("fledge runs list --store long.db --json").output)
    #expect(listed.arrayValue?.map { $0["state"] } == ["interrupted"])
    let files = FileManager.default.enumerator(atPath: shell.folder + "/long.db.files")?.allObjects ?? []
    #expect(files.contains { "\($0)".hasSuffix(".safetensors") })
  }

  @Test(arguments: [
    ("study work widths.yaml --store shared/ --task 4/4", "--task"),
    ("study work widths --store shared/", "widths.yaml"),
    ("study submit widths.yaml --slurm --store postgres://u:s3cret@h/d --dry-run", "password"),
    ("study submit widths.yaml --slurm --store fledge.db", "--store"),
    ("study submit widths.yaml --store shared/", "--slurm"),
    ("study run widths.yaml --store shared/", "study work"),
    ("study list --store 'postgres://u:s3cret%zz@h/d'", "cannot read"),
  ])
  func `what cannot work is one line`(command: String, part: String) throws {
    let shell = try shell()
    let outcome = try shell.run("fledge \(command)")
    #expect(outcome.status == 2 && outcome.errorLines.count == 1, "\(outcome.errors)")
    #expect(!outcome.errors.contains("s3cret"))
    if part != "widths.yaml" { #expect(outcome.errors.contains(part), "\(outcome.errors)") }
  }
}
