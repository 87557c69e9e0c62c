import FledgeFormats
import Foundation
import Fuzzer

// Reads a text; what was read is the same after it was written.
let status = unsafe runFuzzer { start, count in
  let bytes = unsafe array(start, count)
  guard let value = try? JSONValue(parsing: bytes) else { return 0 }
  precondition((try? JSONValue(parsing: value.text())) == value)
  precondition((try? JSONValue(parsing: value.text(.indented))) == value)
  precondition((try? JSONValue(parsing: value.canonicalText))?.canonicalText == value.canonicalText)
  return 0
}
exit(status)
