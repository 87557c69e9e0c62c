import FledgeExchange
import FledgeFormats
import FledgeTensors
import Fuzzer

/// Reads a model, writes it again, and reads it as a network.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    guard let model = try? OnnxModel(reading: bytes) else { return }
    if !model.graph.nodes.contains(where: { $0.attributes.contains { $0.value == .other } }) {
      let written = model.bytes
      guard let again = try? OnnxModel(reading: written) else { preconditionFailure("what was read cannot be written") }
      precondition(again.bytes == written)
    }
    guard let network = try? OnnxImport.read(bytes) else { return }
    for tensor in network.tensors.values { precondition(tensor.elements.allSatisfy(\.isFinite)) }
  }
}
