import FledgeTraining
import Foundation
import Synchronization

/// Ranks as threads of this process, which exchange bytes through mailboxes.
enum LeafRanks {
  /// The results of all ranks, in their order.
  static func run<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Exchange) throws -> Value
  ) throws -> [Value] {
    let mailboxes = Mailboxes(count)
    let results = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
    let group = DispatchGroup()
    for rank in 0..<count {
      group.enter()
      Thread.detachNewThread {
        let result = Result { try body(mailboxes.exchange(rank)) }
        results.withLock { $0[rank] = result }
        group.leave()
      }
    }
    group.wait()
    return try results.withLock { $0 }.map { try $0!.get() }
  }

  /// What ranks have sent each other and nobody has received.
  final class Mailboxes: Sendable {
    private let count: Int
    private let sent: Mutex<[[[UInt8]]]>

    init(_ count: Int) {
      self.count = count
      sent = Mutex([[[UInt8]]](repeating: [], count: count * count))
    }

    func exchange(_ rank: Int) -> Exchange { Exchange(rank: rank, rankCount: count, mailboxes: self) }

    func send(_ bytes: [UInt8], from sender: Int, to receiver: Int) {
      sent.withLock { $0[sender * count + receiver].append(bytes) }
    }

    func receive(from sender: Int, to receiver: Int) -> [UInt8]? {
      sent.withLock { $0[sender * count + receiver].isEmpty ? nil : $0[sender * count + receiver].removeFirst() }
    }
  }

  final class Exchange: GradientExchange {
    let rank: Int
    let rankCount: Int
    private let mailboxes: Mailboxes

    init(rank: Int, rankCount: Int, mailboxes: Mailboxes) {
      (self.rank, self.rankCount, self.mailboxes) = (rank, rankCount, mailboxes)
    }

    struct NoAnswer: Error {}

    func swap(_ sent: RawSpan, into received: inout MutableRawSpan, with partner: Int) throws {
      mailboxes.send(unsafe sent.withUnsafeBytes { unsafe Array($0) }, from: rank, to: partner)
      for _ in 0..<100_000 {
        guard let bytes = mailboxes.receive(from: partner, to: rank) else {
          usleep(100)
          continue
        }
        unsafe received.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
        return
      }
      throw NoAnswer()
    }
  }
}
