import FledgeNetworks
import FledgeTensors
import Testing

@Suite struct LayerListTests {
  private func expectTheSame(_ layer: any Layer, input: TensorShape) throws {
    let network = try Network(input: input, [layer])
    let list = try #require(LayerList(describing: network), "\(layer.name)")
    let again = try list.network(input: input)
    #expect(again.nodes[0].name == layer.name)
    #expect(again.nodes[0].layer?.summary == layer.summary)
    #expect(again.parameterLayout == network.parameterLayout)
    #expect(again.statisticsLayout == network.statisticsLayout)
    #expect(LayerList(describing: again) == list)
  }

  @Test func `every layer's listing makes the same layer again`() throws {
    for layer in LayerCatalogue.all { try expectTheSame(layer, input: [6]) }
    for layer in LayerCatalogue.images { try expectTheSame(layer, input: [2, 5, 6]) }
  }

  @Test func `a list gives the network of its modules, nested ones included`() throws {
    let list = try LayerList(
      parsing:
        "conv 4 3,batch-norm,relu , max-pool 2, flatten,residual [ linear 16, residual [relu], linear 16 ],linear 3")
    let network = try list.network(input: [1, 6, 6])
    let same = try Network(
      input: [1, 6, 6],
      [
        Conv2d(1, 4, kernel: 3), BatchNorm(4), ReLU(), MaxPool2d(2), Flatten(),
        Residual([Linear(16, 16), Residual([ReLU()]), Linear(16, 16)]), Linear(16, 3),
      ])
    #expect(network.nodes.map(\.path) == same.nodes.map(\.path))
    #expect(network.nodes.map(\.inputs) == same.nodes.map(\.inputs))
    #expect(network.parameterLayout == same.parameterLayout)
    #expect(LayerList(describing: network) == list)
    #expect(list.texts[5] == "residual [linear 16, residual [relu], linear 16]")
  }

  @Test(arguments: ["relu \r\u{653}x", "relu  \u{301}", "a\u{200D} b", "x\r\ny", "é [\u{301}, relu]"])
  func `texts of a list are read as themselves, whatever marks stand in them`(text: String) throws {
    let list = try LayerList(parsing: text)
    #expect(try LayerList(list.texts) == list)
    #expect(try LayerList(list.texts).texts == list.texts)
  }

  @Test func `padding same keeps the size of an image`() throws {
    let network = try LayerList(parsing: "conv 4 5 padding same, conv 2 3 stride 2 padding same").network(input: [
      1, 8, 8,
    ])
    #expect(network.nodes[0].outputShape == [4, 8, 8])
    #expect(network.nodes[1].outputShape == [2, 4, 4])
  }

  @Test(
    arguments: [
      ("linear", "found nothing"), ("linear x", "found 'x'"), ("linear 0", "found '0'"), ("linear -1", "found '-1'"),
      ("linear 1000001", "found '1000001'"), ("linear 3 4", "also '4'"), ("linear 3 bias", "also 'bias'"),
      ("dropout", "found nothing"), ("dropout nan", "found 'nan'"), ("dropout 1", "probability"),
      ("noise -1", "deviation"), ("reshape 1 2 3 4 5 6 7 8 9", "at most 8"), ("reshape 5 5", "25 features"),
      ("conv 3 3", "put reshape"), ("reshape 1 4 4, linear 3", "put flatten"),
      ("reshape 1 4 4, conv 2 4 padding same", "odd"),
      ("reshape 1 4 4, conv 2 5", "does not fit"), ("reshape 1 4 4, conv 2 3 stride", "after 'stride'"),
      ("residual", "no brackets"), ("residual 3 [relu]", "no brackets"), ("residual [linear 3]", "as at its start"),
      ("relu [relu]", "brackets"), ("tied-linear 16 9.weight", "no such parameter"),
      ("tied-linear 16", "found nothing"),
    ]) func `a layer that does not fit is named with its place`(text: String, message: String)
  {
    let error = #expect(throws: NetworkError.self, "\(text)") { try LayerList(parsing: text).network(input: [16]) }
    #expect(error.map { "\($0)" }?.contains(message) == true, "\(text): \(error.map { "\($0)" } ?? "")")
  }

  @Test(arguments: [
    "", ",", "relu,", "relu,,relu", "[relu]", "relu]", "residual [relu", "residual [relu] relu", "residual []",
  ])
  func `a text that is no list is refused`(text: String) {
    #expect(throws: NetworkError.self) { try LayerList(parsing: text).network(input: [4]) }
  }

  @Test func `lists without end are refused before any memory is taken`() {
    let long = Array(repeating: "relu", count: 10_000).joined(separator: ",")
    #expect(throws: NetworkError.self) { try LayerList(parsing: long) }
    let deep = String(repeating: "residual [", count: 100_000)
    #expect(throws: NetworkError.self) { try LayerList(parsing: deep) }
    let huge = Array(repeating: "linear 1000000", count: 900).joined(separator: ",")
    #expect(throws: NetworkError.self) { try LayerList(parsing: huge).network(input: [1_000_000]) }
    #expect(throws: NetworkError.self) {
      try LayerList(parsing: "reshape 1 1000 1000, conv 1000000 1000 padding 1000000").network(input: [1_000_000])
    }
  }

  @Test func `layers that keep any shape do not decide whether a list begins with an image`() throws {
    #expect(try LayerList(parsing: "noise 0.1, relu, conv 3 3").beginsWithImage)
    #expect(try LayerList(parsing: "residual [relu, conv 1 3 padding 1]").beginsWithImage)
    #expect(try !LayerList(parsing: "reshape 1 4 4, conv 3 3").beginsWithImage)
    #expect(try !LayerList(parsing: "dropout 0.1, linear 3").beginsWithImage)
    #expect(try !LayerList(parsing: "relu").beginsWithImage)
  }

  @Test func `a network with named blocks has no list`() throws {
    #expect(LayerList(describing: try Network(input: [4], [Block("encoder", [Linear(4, 2)])])) == nil)
  }
}
