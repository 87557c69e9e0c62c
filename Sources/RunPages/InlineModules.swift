/// ES modules of the live page as one script, for pages that must not load anything.
///
/// Each module becomes a function that returns what it exports, so that names of different modules do not meet:
///
///     import { h } from "./dom.js";     →  const { h } = modules["dom.js"];
///     export class DrawPad { … }        →  class DrawPad { … } … return { DrawPad };
///
/// It reads what the page's own modules use: imports of names on one line, and `export` before a declaration.
package struct InlineModules {
  /// The modules that were added, in their order.
  package private(set) var names: [String] = []
  private var text = "const modules = {};\n"
  private let source: (String) -> String

  /// - Parameter source: the text of a module by its name.
  package init(source: @escaping (String) -> String) { self.source = source }

  /// Adds a module after those that it imports.
  package mutating func add(_ name: String) {
    guard !names.contains(name) else { return }
    var lines: [String] = []
    var exports: [String] = []
    for line in source(name).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let (imported, module) = InlineModules.importedNames(line) {
        add(module)
        lines.append("const { \(imported.replacing(" as ", with: ": ")) } = modules[\"\(module)\"];")
      } else if line.hasPrefix("export ") {
        let declaration = String(line.dropFirst("export ".count))
        exports.append(InlineModules.declaredName(declaration))
        lines.append(declaration)
      } else {
        lines.append(line)
      }
    }
    names.append(name)
    text += "modules[\"\(name)\"] = (() => {\n\(lines.joined(separator: "\n"))\n"
    text += "return { \(exports.joined(separator: ", ")) };\n})();\n"
  }

  /// The script, which ends with a line of its own.
  package func script(_ last: String) -> String { text + last }

  /// The names between the braces and the module of `import { … } from "./…";`.
  private static func importedNames(_ line: String) -> (names: String, module: String)? {
    guard line.hasPrefix("import {"), let open = line.firstIndex(of: "{"), let close = line.firstIndex(of: "}"),
      let start = line.firstRange(of: "\"./"), let end = line.lastIndex(of: "\"")
    else { return nil }
    let names = line[line.index(after: open)..<close]
    return (
      String(names.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()), String(line[start.upperBound..<end])
    )
  }

  /// The name of `class X`, `function x`, `async function x` or `const x`.
  private static func declaredName(_ declaration: String) -> String {
    let words = declaration.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") }
    let kinds = ["class", "function", "const", "let", "async"]
    return words.first { !kinds.contains(String($0)) }.map(String.init) ?? ""
  }
}
