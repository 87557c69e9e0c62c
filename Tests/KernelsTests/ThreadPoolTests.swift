import FledgeKernels
import Foundation
import Synchronization
import Testing

@Test func `every task runs exactly once`() {
  for threads in [1, 2, 3, 8] {
    let threads = ThreadPool(threads: threads)
    for tasks in [0, 1, 2, 7, 100] {
      let counts = Mutex([Int](repeating: 0, count: tasks))
      threads.run(tasks) { task in counts.withLock { $0[task] += 1 } }
      #expect(counts.withLock { $0 } == [Int](repeating: 1, count: tasks))
    }
  }
}

@Test func `thousands of short rounds lose no task`() {
  let threads = ThreadPool(threads: 4)
  let total = Atomic(0)
  for _ in 0..<3000 { threads.run(8) { total.add($0, ordering: .relaxed) } }
  #expect(total.load(ordering: .relaxed) == 3000 * 28)
}

@Test func `a threads that slept wakes again`() {
  let threads = ThreadPool(threads: 3)
  let total = Atomic(0)
  for _ in 0..<5 {
    threads.run(3) { _ in total.add(1, ordering: .relaxed) }
    Thread.sleep(forTimeInterval: 0.005)
  }
  #expect(total.load(ordering: .relaxed) == 15)
}

@Test func `a task may use its own threads, and two callers may share one`() async {
  let threads = ThreadPool(threads: 3)
  let total = Atomic(0)
  threads.run(4) { _ in threads.run(5) { _ in total.add(1, ordering: .relaxed) } }
  #expect(total.load(ordering: .relaxed) == 20)
  let x = values(50_000)
  let expected = sum(x.span)
  await withTaskGroup(of: Double.self) { group in
    for _ in 0..<4 { group.addTask { sum(x.span, threads: threads) } }
    for await found in group { #expect(found == expected) }
  }
}

@Test func `many pools come and go`() {
  let total = Atomic(0)
  for _ in 0..<50 { ThreadPool(threads: 4).run(4) { _ in total.add(1, ordering: .relaxed) } }
  #expect(total.load(ordering: .relaxed) == 200)
}

/// A worker that finishes just as the pool ends must not wait for another parallel region.
@Test func `a threads may end right after its work`() {
  let total = Atomic(0)
  for number in 0..<3000 {
    ThreadPool(threads: 2).run(2) { task in
      // Sometimes the worker, sometimes the caller finishes last.
      if task == number % 2 { for _ in 0..<number % 64 * 16 { total.add(0, ordering: .relaxed) } }
      total.add(1, ordering: .relaxed)
    }
  }
  #expect(total.load(ordering: .relaxed) == 6000)
}

/// Work that counts how often it is done.
private final class CountedWork: Sendable {
  private let count = Atomic(0)
  var times: Int { count.load(ordering: .acquiring) }
  func work() -> BackgroundTask { BackgroundTask { [self] in count.add(1, ordering: .releasing) } }
}

@Test func `what is offered is done once, whatever the threads does meanwhile`() {
  for threads in [1, 2, 3, 8] {
    let threads = ThreadPool(threads: threads)
    let counted = CountedWork()
    let work = counted.work()
    let tasks = Mutex(0)
    for number in 1...1000 {
      #expect(threads.submit(work))
      for _ in 0..<number % 3 { threads.run(4) { _ in tasks.withLock { $0 += 1 } } }
      threads.waitForBackground()
      #expect(counted.times == number)
    }
    #expect(tasks.withLock { $0 } == 4 * 1000)
  }
}

@Test func `a thread that waits does what is offered while its caller is busy`() {
  let threads = ThreadPool(threads: 2)
  let counted = CountedWork()
  let work = counted.work()
  #expect(threads.submit(work))
  threads.run(2) { _ in }
  let limit = ContinuousClock.now + .seconds(20)
  while counted.times == 0, .now < limit {}
  #expect(counted.times == 1)
  threads.waitForBackground()
  #expect(counted.times == 1)
}

@Test func `a second offer does not stand while the first does`() {
  let threads = ThreadPool(threads: 2)
  let counted = [CountedWork(), CountedWork()]
  let works = counted.map { $0.work() }
  #expect(threads.submit(works[0]))
  #expect(!threads.submit(works[1]))
  threads.waitForBackground()
  #expect(threads.submit(works[1]))
  threads.waitForBackground()
  #expect(counted.map(\.times) == [1, 1])
}

@Test func `the peak rate is positive, and that of a wide instruction set is no lower than that of plain C`() {
  let rates = InstructionSet.available.map { set in
    measuredPeakRate(ThreadPool(threads: 1, instructionSet: set), tries: 3)
  }
  #expect(rates.allSatisfy { $0 > 1e6 && $0 < 1e13 })
  #expect(rates[rates.count - 1] >= rates[0])
}

@Test func `an instruction set is chosen by name, and a wrong one is named`() throws {
  #expect(try InstructionSet.select("portable") == .portable)
  #expect(InstructionSet.available.first == .portable)
  #expect(throws: KernelError.unknownInstructionSet("sse9")) { try InstructionSet.select("sse9") }
  let missing = InstructionSet.allCases.first { !InstructionSet.available.contains($0) }
  if let missing {
    #expect(throws: KernelError.unavailableInstructionSet(missing)) { try InstructionSet.select(missing.rawValue) }
  }
  let text = KernelError.unknownInstructionSet("sse9").description
  #expect(text.contains("FLEDGE_ISA: expected one of portable") && text.contains("\"sse9\"") && !text.contains("\n"))
}

@Test func `an arena is zero, aligned and cut by range`() {
  let arena = AlignedBuffer<Float>(count: 100)
  #expect((0..<100).allSatisfy { arena.span(0..<100)[$0] == 0 })
  var part = arena.mutableSpan(10..<20)
  fill(&part, with: 3)
  #expect((0..<100).allSatisfy { arena.span(0..<100)[$0] == (10..<20 ~= $0 ? 3 : 0) })
  let address = unsafe arena.span(0..<100).withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
  #expect(address % 64 == 0)
  let empty = AlignedBuffer<Float>(count: 0)
  let count = empty.span(0..<0).count
  #expect(count == 0)
}

/// Each waits for the other, so neither ends unless they run in parallel.
@Test(.timeLimit(.minutes(1))) func `two pieces of work run at the same time`() {
  let arrived = Atomic<Int>(0)
  func meet() {
    arrived.add(1, ordering: .sequentiallyConsistent)
    while arrived.load(ordering: .sequentiallyConsistent) < 2 { sched_yield() }
  }
  let (number, text) = concurrently(
    {
      meet()
      return 1
    },
    {
      meet()
      return "two"
    })
  #expect(number == 1 && text == "two")
}
