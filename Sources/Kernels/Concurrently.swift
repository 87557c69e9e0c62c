/// Does two pieces of work at the same time, each on a thread of its own, and waits for both.
package func concurrently<First, Second>(_ first: () -> First, _ second: () -> Second) -> (First, Second) {
  var (one, other): (First?, Second?) = (nil, nil)
  ThreadPool(threads: 2).run(2) { if $0 == 0 { one = first() } else { other = second() } }
  guard let one, let other else { preconditionFailure("a team does all of its tasks") }
  return (one, other)
}
