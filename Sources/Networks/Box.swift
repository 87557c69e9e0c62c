/// A value with many references in it, which every step would have to count one by one if it were copied.
final class Box<Value: Sendable>: Sendable {
  let value: Value

  init(_ value: Value) {
    self.value = value
  }
}
