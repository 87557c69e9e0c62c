import Foundation
import Testing

/// Every command with closed, full and broken streams: its code stays, and nothing traps.
@Suite(.serialized) struct StreamTests {
  /// What may be the matter with standard error and input; none of it may change a command's code.
  struct Streams {
    /// As a shell writes them.
    let text: String
    /// The file of standard error, empty where it is closed.
    let errors: String
    var hasInput = true

    static let broken = [
      Streams(text: "2>&-", errors: ""), Streams(text: "2>/dev/full", errors: "/dev/full"),
      Streams(text: "2>&- <&-", errors: "", hasInput: false),
    ]
  }

  @Test func `standard error that is closed or full changes no code`() async throws {
    try await withProgram { program in
      let server = try program.forkServer()
      func code(_ words: [String], _ streams: Streams?) throws -> Int32? {
        defer { try? FileManager.default.removeItem(atPath: program.folder + "/p") }
        if let server {
          return try server.run(words, errors: streams?.errors, hasInput: streams?.hasInput ?? true).status
        }
        return try program.shell("\"$FLEDGE\" \(words.joined(separator: " ")) \(streams?.text ?? "")").status
      }
      for command in try CommandCatalogue(of: program).commands where command.isLeaf {
        for missing in [false, true] {
          let words = command.words + command.arguments(output: "p", isGated: missing)
          let expected = try code(words, nil)
          for streams in Streams.broken {
            #expect(try code(words, streams) == expected, "\(words) \(streams.text)")
          }
        }
      }
      // The program itself, which a shell starts.
      let line = "\"$FLEDGE\" train --dataset moons --examples 12 --layers 2 --epochs 1 --output p --overwrite"
      for streams in Streams.broken { #expect(try program.shell("\(line) \(streams.text)").status == 0) }
    }
  }

  @Test func `standard output that is closed or full is an error, a reader that has gone is none`() async throws {
    try await withProgram { program in
      for stream in [">&-", ">/dev/full"] {
        #expect(try program.shell("\"$FLEDGE\" data list \(stream)").status == 1)
        #expect(try program.shell("\"$FLEDGE\" data list \(stream) 2>&-").status == 1)
        #expect(try program.shell("\"$FLEDGE\" evaluate nothing \(stream) 2>&-").status == 66)
      }
      let quiet = try program.shell("( \"$FLEDGE\" data list; echo $? > code ) | head -1 > first; exit $(cat code)")
      #expect(quiet.status == 0)
      #expect(quiet.errors.isEmpty)
      let broken = try program.shell(
        "( \"$FLEDGE\" evaluate nothing 2>&1 >&-; echo $? > code ) | true; exit $(cat code)")
      #expect(broken.status == 66)
    }
  }

  @Test func `a closed stream's number is given to no file`() async throws {
    try await withProgram { program in
      // The epochs that are printed must not land in history.csv, which is open all the while.
      let ending = try program.shell(
        """
        timeout -s INT 1 "$FLEDGE" train --layers 4 --set dataset=moons --set examples=60 --epochs 1000000 \
          --output closed >&- 2>&-; sed 1d closed/history.csv | grep -vE '^[0-9.e,-]*$' >&2
        """)
      #expect(
        ending.status == 1 && ending.errors.isEmpty, "\(String(decoding: ending.errors.prefix(200), as: UTF8.self))")
    }
  }

  @Test func `text that is no UTF-8 is refused`() async throws {
    try await withProgram { program in
      let ending = try program.shell("\"$FLEDGE\" train --output \"$(printf 'a\\377')\"")
      #expect(ending.status == 2)
      #expect(ending.fault == nil)
    }
  }
}
