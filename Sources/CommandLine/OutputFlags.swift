import ArgumentParser
import Fledge
import Foundation

/// How a command speaks.
struct OutputFlags: ParsableArguments {
  @Flag(help: "Print one JSON object on standard output, and everything else on standard error.")
  var json = false
  @Flag(help: "Print no progress.")
  var quiet = false
}

/// Where a command's words go: standard output, or standard error where that belongs to JSON.
struct Console {
  private let speaksOnError: Bool
  /// Whether progress is wanted at all.
  let showsProgress: Bool
  /// Whether standard error is a terminal, where a line can be drawn over.
  let isTerminal: Bool
  /// The terminal's width in columns.
  let width: Int

  init(_ flags: OutputFlags) {
    speaksOnError = flags.json
    showsProgress = !flags.quiet
    isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    width = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 100
  }

  /// A line of the command's result.
  func say(_ text: String) {
    write(text + "\n", to: speaksOnError ? .standardError : .standardOutput)
  }

  /// A line about something that is not as it should be, and does not keep the command from going on.
  func warn(_ text: String) {
    write("fledge: \(text)\n", to: .standardError)
  }

  /// A piece of progress.
  func progress(_ text: String) {
    write(text, to: .standardError)
  }

  private func write(_ text: String, to handle: FileHandle) {
    try? handle.write(contentsOf: Data(text.utf8))
  }
}

/// A share as a percentage with two decimals.
func percent(_ share: Double) -> String { decimals(100 * share, 2) + " %" }

/// A number with a fixed count of decimals.
func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }

/// A whole number with its thousands apart.
func grouped(_ value: Int) -> String {
  let digits = String(abs(value))
  var text = ""
  for (place, digit) in digits.enumerated() {
    if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
    text.append(digit)
  }
  return (value < 0 ? "-" : "") + text
}

/// A number with four digits, in powers of ten where it is very small.
func scientific(_ value: Double) -> String {
  value != 0 && abs(value) < 1e-3 ? String(format: "%.3e", value) : String(format: "%.6f", value)
}
