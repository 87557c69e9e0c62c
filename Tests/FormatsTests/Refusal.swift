import FledgeFormats
import Testing

/// The error with which `body` ends, or `nil` when it succeeds; any other error fails the test.
func refusal<Value>(_ body: () throws -> Value) -> FormatError? {
  do {
    _ = try body()
    return nil
  } catch let error as FormatError {
    return error
  } catch {
    Issue.record("expected a FormatError, found \(error)")
    return nil
  }
}
