import FledgeFormats
import FledgeTensors

extension OnnxLayerList {
  /// Parts that belong to one layer as that layer.
  static func joined(_ parts: [OnnxLayer]) throws(FormatError) -> [OnnxLayer] {
    var result: [OnnxLayer] = []
    var rest = try ordered(parts)[...]
    while let part = rest.popFirst() {
      switch (part, rest.first) {
      case (.linear(let weight, nil), .shift(let bias)) where bias.count == weight.shape[0]:
        result.append(.linear(weight, bias: bias))
        rest.removeFirst()
      case (.convolution(let weight, let window, nil), .shift(let bias)) where bias.count == weight.shape[0]:
        result.append(.convolution(weight, window: window, bias: bias))
        rest.removeFirst()
      case (.center, .divide):
        rest.removeFirst()
        guard case .scale(let scales) = rest.popFirst() else { throw lacksScale("layer-norm") }
        if case .shift(let shifts) = rest.first, shifts.count == scales.count {
          result.append(.layerNorm(weight: scales, bias: shifts))
          rest.removeFirst()
        } else {
          result.append(.layerNorm(weight: scales, bias: Array(repeating: 0, count: scales.count)))
        }
      case (.divide, _):
        guard case .scale(let scales) = rest.popFirst() else { throw lacksScale("rms-norm") }
        result.append(.rmsNorm(scales))
      case (.layerNorm(let weight, let bias), .shift(let shifts)) where bias.count == shifts.count:
        result.append(.layerNorm(weight: weight, bias: zip(bias, shifts).map { $0 + $1 }))
        rest.removeFirst()
      case (.scale(let scales), .shift(let shifts)) where scales.count == shifts.count:
        result.append(.affine(scales: scales, shifts: shifts))
        rest.removeFirst()
      default: result.append(part)
      }
    }
    return result
  }

  private static func lacksScale(_ name: String) -> FormatError {
    FormatError(
      .unsupported, expected: "a factor for each feature behind the division of a \(name)", found: "none",
      advice: "export the model with the norm's weights (elementwise_affine)")
  }

  /// The same layers with channels first.
  ///
  /// A move of channels to the end and back is left out; before a row of features the columns of the next linear layer
  /// change their order instead.
  private static func ordered(_ parts: [OnnxLayer]) throws(FormatError) -> [OnnxLayer] {
    var parts = parts
    var index = 0
    while index < parts.count {
      defer { index += 1 }
      guard case .channelsLast(let shape) = parts[index] else { continue }
      func next(_ start: Int) -> Int {
        var place = start
        while place < parts.count, case .plain(_, isElementwise: true) = parts[place] { place += 1 }
        return place
      }
      let place = next(index + 1)
      guard place < parts.count else { continue }
      if case .channelsFirst = parts[place] {
        parts.remove(at: place)
        parts.remove(at: index)
        index -= 1
      } else if case .flatten = parts[place] {
        let linear = next(place + 1)
        guard linear < parts.count, case .linear(let weight, let bias) = parts[linear] else { continue }
        parts[linear] = .linear(reordered(weight, from: shape), bias: bias)
        parts[place] = .flatten(shape)
        parts.remove(at: index)
        index -= 1
      }
    }
    return parts
  }

  /// Weights for features with channels first, from those for channels last.
  private static func reordered(_ weight: Tensor, from shape: TensorShape) -> Tensor {
    var result = Tensor(shape: weight.shape)
    let (channels, pixels, width) = (shape[0], shape[1] * shape[2], weight.shape[1])
    let source = weight.span
    var target = result.mutableSpan
    for row in 0..<weight.shape[0] {
      for pixel in 0..<pixels {
        for channel in 0..<channels {
          target[row * width + channel * pixels + pixel] = source[row * width + pixel * channels + channel]
        }
      }
    }
    return result
  }
}
