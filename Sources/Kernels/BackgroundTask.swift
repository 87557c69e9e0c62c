/// Work that a thread of a team does while it would wait, whenever it is offered.
package final class BackgroundTask: Sendable {
  let body: @Sendable () -> Void

  /// Makes work that must not use the team that it is offered to.
  package init(_ body: @escaping @Sendable () -> Void) {
    self.body = body
  }
}
