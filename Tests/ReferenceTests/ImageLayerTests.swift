import FledgeReference
import Testing

/// Convolution and pooling at cases that can be done on paper.
struct ImageLayerTests {
  let image = ReferenceImageShape(channels: 1, height: 3, width: 3)
  let pixels: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9]

  @Test func `a convolution is the kernel times the pixels under it`() {
    let layer = ReferenceConv2d(image: image, outputChannels: 1, window: ReferenceWindow(kernel: 2))
    // Top left: 1·1 + 2·0 + 4·0 + 5·10 = 51, plus the bias 100.
    #expect(layer.forward(pixels, batch: 1, parameters: [[1, 0, 0, 10], [100]]) == [151, 162, 184, 195])
  }

  @Test func `padding adds zeros around the image`() {
    let layer = ReferenceConv2d(
      image: image, outputChannels: 1, window: ReferenceWindow(kernel: 3, stride: 2, padding: 1), bias: false)
    let ones = [Double](repeating: 1, count: 9)
    #expect(layer.forward(pixels, batch: 1, parameters: [ones]) == [12, 16, 24, 28])
  }

  @Test func `the output size rounds down`() {
    let five = ReferenceImageShape(channels: 2, height: 5, width: 6)
    let output = ReferenceWindow(kernel: 2, stride: 2).output(over: five, channels: 7)
    #expect(output == ReferenceImageShape(channels: 7, height: 2, width: 3))
    // ⌊(5 + 2 − 3) / 2⌋ + 1 = 3 and ⌊(6 + 2 − 3) / 2⌋ + 1 = 3.
    let padded = ReferenceWindow(kernel: 3, stride: 2, padding: 1).output(over: five, channels: 1)
    #expect(padded == ReferenceImageShape(channels: 1, height: 3, width: 3))
  }

  @Test func `max pooling sends the gradient to the first of the largest`() {
    let layer = ReferenceMaxPool2d(image: image, window: ReferenceWindow(kernel: 2))
    #expect(layer.forward(pixels, batch: 1, parameters: []) == [5, 6, 8, 9])
    let equal = [Double](repeating: 1, count: 9)
    #expect(layer.backward([1, 2, 3, 4], input: equal, batch: 1, parameters: []).input == [1, 2, 0, 3, 4, 0, 0, 0, 0])
  }

  @Test func `average pooling counts padding as zeros`() {
    let layer = ReferenceAveragePool2d(image: image, window: ReferenceWindow(kernel: 2, stride: 2, padding: 1))
    #expect(layer.forward(pixels, batch: 1, parameters: []) == [0.25, 1.25, 2.75, 7])
    #expect(
      layer.backward([4, 8, 12, 16], input: pixels, batch: 1, parameters: []).input == [1, 2, 2, 3, 4, 4, 3, 4, 4])
  }
}
