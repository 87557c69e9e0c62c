import FledgeDatasets

/// The scaling of a run's data as nodes, whose names begin with `scaling/` and `unscaling/`.
extension OnnxGraphBuilder {
  /// What raw features are.
  struct RawFeatures {
    /// Grey levels 0 to 255, which Fledge divides by 255 first.
    let areLevels: Bool
    /// Whether they are doubles, some of which are no floats.
    let areDoubles: Bool
    let normalization: Normalization
    /// Values that stand in for missing ones, which come as NaN.
    let fill: [Double]?
    /// The shape of one example.
    let shape: [Int]
  }

  /// Adds the nodes that turn raw features into the network's input, and returns the name of that.
  mutating func scale(_ input: String, _ raw: RawFeatures) -> String {
    var value = input
    let row = [1] + raw.shape
    if let fill = raw.fill {
      let missing = node("IsNaN", [value], name: "scaling/missing")
      let values = constant(
        raw.areDoubles
          ? OnnxTensor("scaling/fill", doubles: fill, shape: row)
          : OnnxTensor("scaling/fill", floats: fill.map { Float($0) }, shape: row))
      value = node("Where", [missing, values, value], name: "scaling/filled")
    }
    if raw.areLevels, raw.normalization != .none {
      value = node("Mul", [value, scalar("scaling/levels", 1.0 / 255)], name: "scaling/unit")
    }
    switch raw.normalization {
    case .none, .unitRange: break
    case .perExample: return standardize(value, axes: Array(1...raw.shape.count), isDouble: raw.areDoubles)
    case .perFeature(let scaler):
      let (means, scales): (String, String)
      if raw.areDoubles {
        means = constant(OnnxTensor("scaling/means", doubles: scaler.exactMeans, shape: row))
        scales = constant(OnnxTensor("scaling/scales", doubles: scaler.exactScales, shape: row))
      } else {
        means = constant(OnnxTensor("scaling/means", floats: scaler.means, shape: row))
        scales = constant(OnnxTensor("scaling/scales", floats: scaler.scales, shape: row))
      }
      value = node("Sub", [value, means], name: "scaling/centered")
      value = node("Mul", [value, scales], name: "scaling/scaled")
    }
    return raw.areDoubles ? cast(value, to: .float, "scaling/float") : value
  }

  /// (x − mean) / σ of each example in double precision; zeros where all its values are equal.
  private mutating func standardize(_ input: String, axes: [Int], isDouble: Bool) -> String {
    let over = [OnnxAttribute("axes", .integers(axes)), OnnxAttribute("keepdims", .integer(1))]
    let exact = isDouble ? input : cast(input, to: .double, "scaling/double")
    let greatest = node("ReduceMax", [exact], name: "scaling/greatest", over)
    let least = node("ReduceMin", [exact], name: "scaling/least", over)
    let isConstant = cast(node("Equal", [greatest, least], name: "scaling/equal"), to: .double, "scaling/constant")
    let mean = node("ReduceMean", [exact], name: "scaling/mean", over)
    let centered = node("Sub", [exact, mean], name: "scaling/centered")
    let squares = node("Mul", [centered, centered], name: "scaling/squares")
    let root = node("Sqrt", [node("ReduceMean", [squares], name: "scaling/variance", over)], name: "scaling/root")
    // A constant example is divided by 1 or more and multiplied by 0, any other divided by σ and multiplied by 1.
    let divisor = node("Add", [root, isConstant], name: "scaling/divisor")
    let one = constant(OnnxTensor("scaling/one", doubles: [1], shape: []))
    let factor = node("Sub", [one, isConstant], name: "scaling/factor")
    let ratio = node("Div", [centered, divisor], name: "scaling/ratio")
    return cast(node("Mul", [ratio, factor], name: "scaling/product"), to: .float, "scaling/float")
  }

  /// Adds y / scale + mean in the unit of the data.
  mutating func unscale(_ input: String, scales: [Double], means: [Double], shape: [Int]) -> String {
    let exact = cast(input, to: .double, "unscaling/double")
    let factors = constant(OnnxTensor("unscaling/scales", doubles: scales, shape: [1] + shape))
    let shifts = constant(OnnxTensor("unscaling/means", doubles: means, shape: [1] + shape))
    let ratio = node("Div", [exact, factors], name: "unscaling/ratio")
    return cast(node("Add", [ratio, shifts], name: "unscaling/sum"), to: .float, "unscaling/float")
  }

  private mutating func cast(_ input: String, to type: OnnxType, _ name: String) -> String {
    node("Cast", [input], name: name, [OnnxAttribute("to", .integer(type.rawValue))])
  }
}
