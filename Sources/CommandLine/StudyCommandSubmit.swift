import ArgumentParser
import Fledge
import FledgeRunStore
import FledgeStudies
import Foundation

extension StudyCommand {
  /// `fledge study submit`.
  struct Submit: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Submit workers for a study to Slurm as a job array.",
      discussion: """
        Each task is `fledge study work FILE`. Before its time limit Slurm sends SIGUSR1; the task then saves a checkpoint, gives \
        its run back and is queued again. --dry-run prints the script. Nothing is polled: look with squeue and \
        `fledge study show`.
        """)

    @Argument(help: "The YAML file of the study.")
    var file: String
    @Flag(help: "Submit to Slurm.")
    var slurm = false
    @OptionGroup var store: StoreFlags
    @Option(help: "Tasks of the array.")
    var tasks = 8
    @Option(help: "The time limit of a task, as sbatch takes it.")
    var time = "01:00:00"
    @Option(help: "The partition; the cluster's own when left out.")
    var partition: String?
    @Option(help: "Cores of a task.")
    var cores = 1
    @Option(help: "Seconds before the time limit at which a task is notified.")
    var signalSeconds = 60
    @Flag(help: "Print the script and submit nothing.")
    var dryRun = false
    @OptionGroup var output: OutputFlags

    func validate() throws {
      guard slurm else { throw ValidationError("expected --slurm; docs/CLUSTER.md has the lines of other launchers") }
      for (name, number, range) in [
        ("tasks", tasks, 1...100_000), ("cores", cores, 1...1024), ("signal-seconds", signalSeconds, 1...65_535),
      ] where !range.contains(number) {
        throw ValidationError(
          "--\(name): expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(number)")
      }
      for (name, text) in [("time", time), ("partition", partition ?? "-")]
      where text.isEmpty || !text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_:.,".contains($0)) }) {
        throw ValidationError("--\(name): expected letters, digits, '-', ':' and ',', found '\(text)'")
      }
      guard store.isServer || store.isFolder || store.path.contains("/") else {
        throw ValidationError(
          "--store: expected what all nodes reach, a server (postgres://…) or a shared folder (DIR/), found \(store.path)"
        )
      }
    }

    func run() throws {
      if store.isServer, try PostgreSQLAddress(store.path).hasPassword {
        throw ValidationError(
          "--store: expected an address without a password, since Slurm shows the script to others; put it into "
            + "~/.pgpass or PGPASSWORD")
      }
      let plan = try StudyPlan(fileAt: file)
      let script = script(plan)
      let console = Console(output)
      if dryRun {
        console.say(script)
        if output.json { console.give(["script": .string(script)]) }
        return
      }
      let answer = try SlurmSubmission.submit(script)
      console.say("Submitted \(tasks) tasks for study \(plan.name): \(answer)")
      if output.json { console.give(["study": .string(plan.name), "answer": .string(answer)]) }
    }

    private func script(_ plan: StudyPlan) -> String {
      let name = "fledge-" + plan.name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "-" }.joined()
      let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
      var lines = [
        "#!/bin/sh", "#SBATCH --job-name=\(name)", "#SBATCH --array=0-\(tasks - 1)", "#SBATCH --ntasks=1",
        "#SBATCH --cpus-per-task=\(cores)", "#SBATCH --time=\(time)", "#SBATCH --signal=B:USR1@\(signalSeconds)",
        "#SBATCH --requeue", "#SBATCH --open-mode=append",
      ]
      if let partition { lines.append("#SBATCH --partition=\(partition)") }
      let path = absolute(file)
      let storePath = store.isServer ? store.path : absolute(store.path)
      lines += [
        "# The shell passes the signals on, since Slurm sends them to the batch script alone.",
        "\(shellWord(program)) study work \(shellWord(path)) --store \(shellWord(storePath)) --workers 1 --threads \(cores) --quiet &",
        "worker=$!",
        "trap 'kill -USR1 $worker' USR1", "trap 'kill -TERM $worker' TERM",
        "while true; do",
        "  wait $worker", "  status=$?",
        "  # wait ends early when a signal arrives.",
        "  kill -0 $worker 2>/dev/null || break",
        "done",
        "# 75: a checkpoint is saved and runs wait; the task goes on from there.",
        "if [ $status -eq 75 ]; then scontrol requeue \"${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}\"; fi",
        "exit $status",
      ]
      return lines.joined(separator: "\n")
    }

    private func absolute(_ path: String) -> String {
      path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
  }
}

/// The command `sbatch`.
enum SlurmSubmission {
  /// Submits a script, and returns what sbatch said.
  ///
  /// - Throws: `SubmissionError` with sbatch's own line.
  static func submit(_ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sbatch"]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, output)
    do {
      try process.run()
    } catch {
      throw SubmissionError(reason: "sbatch cannot be started; run this on a node of a Slurm cluster, or use --dry-run")
    }
    try? input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try? input.fileHandleForWriting.close()
    let said = String(decoding: (try? output.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    let line = said.split(separator: "\n").joined(separator: " ")
    if process.terminationStatus == 127 {
      throw SubmissionError(reason: "sbatch is not installed; run this on a node of a Slurm cluster, or use --dry-run")
    }
    guard process.terminationStatus == 0 else { throw SubmissionError(reason: line) }
    return line
  }
}

/// Why a job was not submitted.
struct SubmissionError: Error, CustomStringConvertible {
  let reason: String

  var description: String { "Slurm did not take the job: \(reason)" }
}
