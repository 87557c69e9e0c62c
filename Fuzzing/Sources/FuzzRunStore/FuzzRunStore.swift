import FledgeRunStore
import Foundation
import Fuzzer

private let bench = Bench()

/// Opens, lists, checks and salvages a damaged store; the salvaged store must be sound.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    bench.clear()
    write(bytes, to: bench.path)
    bench.use()
    // Creating a store takes most of the time, so only some inputs are salvaged; their bytes decide which.
    if bytes.reduce(0, &+) & 3 == 0 { bench.salvage() }
  }
}

private struct Bench {
  let path = folder + "/store.db"
  private let saved = folder + "/saved.db"

  func clear() {
    for file in [path, saved] {
      for ending in ["", "-wal", "-shm", "-journal"] { _ = unlink(file + ending) }
    }
  }

  func use() {
    if let store = try? SQLiteRunStore(path: path, access: .existing, busySeconds: 0) {
      for study in (try? store.studies()) ?? [] {
        _ = try? store.cells(of: study.id)
        _ = try? store.progress(of: study.id)
      }
      let runs = (try? store.runs(matching: RunQuery())) ?? []
      _ = try? store.curves(of: runs.map(\.id), names: nil)
      for run in runs { _ = try? store.artifacts(of: run.id) }
      _ = try? store.check()
      _ = try? store.interruptAbandonedRuns()
      try? store.close()
    }
  }

  func salvage() {
    guard (try? SQLiteRunStore.salvage(from: path, to: saved)) != nil else { return }
    do {
      let measurements = try SQLiteRunStore(path: saved, access: .existing).check()
      precondition(!measurements.contains { $0.kind == .damage }, "\(measurements)")
    } catch {
      preconditionFailure("what was salvaged cannot be opened: \(error)")
    }
  }
}
