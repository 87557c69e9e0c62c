import FledgeModels
import FledgeNetworks
import FledgeTensors
import Fuzzer

/// Reads a list of layers, as text and as YAML, and builds its network; its description is the same list.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  unsafe feed(start, count) { bytes in
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    var settings = TrainingSettings()
    if (try? settings.apply(yaml: text, name: "fuzz")) != nil { build(settings.layerList) }
    if let list = try? LayerList(parsing: text) { build(list.texts) }
  }
}

private func build(_ texts: [String]) {
  guard !texts.isEmpty, let list = try? LayerList(texts) else { return }
  precondition(list.texts == texts, "\(list.texts) in place of \(texts)")
  guard let network = try? list.network(input: list.beginsWithImage ? [1, 12, 12] : [24]) else { return }
  let described = LayerList(describing: network)
  let again = try? described?.network(input: network.inputShape)
  precondition(again?.parameterLayout == network.parameterLayout, "\(texts)")
}
