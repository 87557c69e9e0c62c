import ArgumentParser
import Fledge
import Foundation

/// How a command prints its results.
struct OutputFlags: ParsableArguments {
  @Flag(help: "Print one JSON object on standard output, and everything else on standard error.")
  var json = false
  @Flag(help: "Print no progress.")
  var quiet = false
}

/// Prints a command's output: on standard output, or on standard error where that belongs to JSON.
struct Console {
  /// Whether the result is JSON on standard output; sentences go to standard error then.
  let givesJSON: Bool
  private let isSilentOnError: Bool
  let showsProgress: Bool
  /// Whether standard error is a terminal, where a line can be redrawn.
  let isTerminal: Bool
  let width: Int
  /// What each warning begins with, such as the fold that it is about.
  var prefix = ""

  init(_ flags: OutputFlags) {
    givesJSON = flags.json
    isSilentOnError = flags.quiet
    showsProgress = !flags.quiet
    isTerminal = isatty(STDERR_FILENO) == 1
    width = Console.terminalWidth
  }

  /// Prints one line of the command's result.
  func say(_ text: String) {
    if !givesJSON {
      StandardOutput.write(PrintableText.lines(text) + "\n")
    } else if !isSilentOnError {
      progress(text + "\n")
    }
  }

  /// Prints the JSON value of the command's result.
  func give(_ value: JSONValue) {
    StandardOutput.write(json: value)
  }

  /// Prints a warning.
  func warn(_ text: String) {
    progress("fledge: \(prefix)\(text)\n")
  }

  /// Prints progress on standard error.
  func progress(_ text: String) {
    StandardError.write(PrintableText.lines(text))
  }

  /// Text in place of the terminal's present line, as far as it fits.
  func redraw(_ text: String) {
    StandardError.write("\r" + PrintableText.line(String(text.prefix(max(20, width - 1)))) + "\u{1B}[K")
  }

  /// An escape sequence of the terminal, such as one that clears a line.
  func control(_ sequence: String) {
    StandardError.write(sequence)
  }

  /// The width of the terminal on standard error; 80 where there is none.
  private static var terminalWidth: Int {
    var size = winsize()
    guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return 80
    }
    return Int(size.ws_col)
  }
}

/// Refuses an empty name of a folder: its files would go to the root of the file system.
func checkFolderName(_ folder: String?, of flag: String) throws {
  if folder == "" { throw ValidationError("\(flag): expected the name of a folder, found nothing") }
}

/// A share as a percentage with two decimals.
func percent(_ share: Double) -> String { decimals(100 * share, 2) + " %" }

/// A number with a fixed count of decimals.
func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }

/// A whole number with commas between groups of three digits.
func grouped(_ value: Int) -> String {
  let digits = String(value.magnitude)
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
    text.append(digit)
  }
  return (value < 0 ? "-" : "") + text
}

/// A number with four significant digits, in powers of ten where it is very small.
func scientific(_ value: Double) -> String {
  value != 0 && abs(value) < 1e-3 ? String(format: "%.3e", value) : String(format: "%.6f", value)
}

/// A number with four decimals, in powers of ten where it is very large.
func lossText(_ value: Double) -> String {
  abs(value) < 1e5 ? decimals(value, 4) : String(format: "%.3e", value)
}
