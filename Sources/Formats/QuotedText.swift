/// A name as it is told apart in a list: in quotes where it holds spaces, commas or quotes.
public func quotedName(_ name: some StringProtocol) -> String {
  let special = " \t\n,;:\"'\\".unicodeScalars
  guard name.isEmpty || name.unicodeScalars.contains(where: { special.contains($0) }) else { return String(name) }
  return "\"" + String(name).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}

/// A path as one word of a shell's command: in single quotes where it holds more than letters, digits and `/._-+@%`.
public func shellWord(_ path: String) -> String {
  let isPlain =
    !path.isEmpty
    && path.allSatisfy { character in
      character.isLetter || character.isNumber || "/._-+@%".contains(character)
    }
  return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
}

/// A text as Python writes it.
public func pythonText(_ text: String) -> String {
  "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
}
