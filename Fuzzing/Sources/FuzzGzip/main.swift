import FledgeFormats
import Foundation
import Fuzzer

// Inflates whole files, heads and deflates again what came out.
let status = unsafe runFuzzer { start, count in
  let bytes = unsafe array(start, count)
  _ = try? Gzip.inflateHead(bytes, count: 16)
  if let plain = try? Gzip.inflate(bytes, limit: 1 << 20) {
    let again = try? Gzip.inflate(Gzip.deflate(plain, level: 1), limit: plain.count)
    precondition(again == plain)
  }
  return 0
}
exit(status)
