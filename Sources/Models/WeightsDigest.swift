import FledgeFormats
public import FledgeNetworks
import FledgeTensors

/// The SHA-256 of all weights and statistics: their elements in PyTorch's shapes and order, as little-endian bytes.
///
/// Two trainings have the same digest only if every bit of what they learned is the same.
public func weightsDigest(_ parameters: Parameters, _ statistics: Parameters) -> String {
  var hash = SHA256()
  for item in [parameters, statistics] {
    for index in item.layout.entries.indices {
      var bytes: [UInt8] = []
      for element in item.tensor(at: index).elements {
        let bits = element.bitPattern.littleEndian
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
      }
      hash.update(bytes)
    }
  }
  return hash.finalize().hex
}
