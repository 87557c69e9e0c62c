import Foundation
import TestSupport
import Testing

/// Damaged data end with one line that names the file, code 65, and no folder left behind.
@Suite struct BadDataTests {
  private static let names = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
  ]
  private static let images = idxBytes([20, 28, 28], [UInt8](repeating: 7, count: 20 * 784))
  private static let labels = idxBytes([20], (0..<20).map { UInt8($0 % 10) })

  /// Bytes compressed by `gzip`.
  private static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let shell = try Shell()
    try shell.write(bytes, to: "plain")
    #expect(try shell.run("gzip plain").status == 0)
    return Array(try Data(contentsOf: URL(fileURLWithPath: shell.folder + "/plain.gz")))
  }

  /// A folder of four sound files of which one is replaced.
  private func shell(replacing position: Int, by bytes: [UInt8], suffix: String = "") throws -> Shell {
    let shell = try Shell()
    for (index, name) in BadDataTests.names.enumerated() {
      let sound = index.isMultiple(of: 2) ? BadDataTests.images : BadDataTests.labels
      try shell.write(index == position ? bytes : sound, to: "mnist/" + name + (index == position ? suffix : ""))
    }
    return shell
  }

  @Test func `sound files are read, and one that is still compressed too`() throws {
    let gzip = try BadDataTests.gzip(BadDataTests.images)
    for (bytes, suffix) in [(BadDataTests.images, ""), (gzip, ".gz"), (gzip, "")] {
      let shell = try shell(replacing: 0, by: bytes, suffix: suffix)
      let outcome = try shell.run("fledge train --data mnist --layers 4 --epochs 1 --quiet")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  static let damaged: [(position: Int, bytes: [UInt8], suffix: String, words: String)] = {
    let bomb = idxBytes([20, 28, 28], [UInt8](repeating: 0, count: 8_000_000))
    return [
      (0, Array(images.dropLast(100)), "", "found \(images.count - 100); the file is cut off"),
      (0, images + [1], "", "1 byte"),
      (0, [], "", "found an empty file"), (0, [], ".gz", "found an empty file"),
      (0, Array("<!DOCTYPE html>".utf8), ".gz", "found a web page"),
      (0, [0, 0, 13, 3] + images.dropFirst(4), "", "found 00 00 0d 03"),
      (0, labels, "", "are images and labels swapped?"),
      (0, idxBytes([0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [1]), "", "too large to count"),
      (0, (try? gzip(bomb)) ?? [], ".gz", "found more"),
      (0, Array(((try? gzip(images)) ?? []).dropLast(20)), ".gz", "the file is cut off"),
      (1, idxBytes([19], [UInt8](repeating: 1, count: 19)), "", "expected 20 labels"),
      (1, idxBytes([20], [UInt8](repeating: 10, count: 20)), "", "that the training set has (10…10), found 0"),
      (2, idxBytes([20, 14, 14], [UInt8](repeating: 7, count: 20 * 196)), "", "test images [14, 14]"),
    ]
  }()

  @Test(arguments: damaged.indices)
  func `a damaged IDX file`(index: Int) throws {
    let (position, bytes, suffix, words) = BadDataTests.damaged[index]
    let shell = try shell(replacing: position, by: bytes, suffix: suffix)
    try shell.expectRefusal("train --data mnist --layers 4 --epochs 1", status: 65, saying: "fledge: mnist", words)
  }

  @Test(arguments: [
    ("label,a\n0,nan\n", "t.csv, line 2, column 2 (a): expected a finite number, found nothing; fill it in"),
    ("label,a,b\n0,1\n", "t.csv, line 2: expected 3 fields, found 2"),
    ("label,a\n0,\"1\n", "t.csv, line 2, column 2 (a): expected a closing quote"),
    ("x,a\n0,1\n", "t.csv, line 1: expected a column named label"), ("", "found an empty file"),
    ("label,a\n", "expected at least one row"), ("label,a\n0,1\n1,x\n", "found \"x\""),
  ])
  func `a damaged table`(text: String, words: String) throws {
    let shell = try Shell()
    try shell.write(text, to: "t.csv")
    try shell.expectRefusal("train --dataset csv --data t.csv --epochs 1", status: 65, saying: words)
  }

  @Test func `a byte-order mark does not hide the first column`() throws {
    let shell = try Shell()
    let rows = (0..<30).map { "\($0 % 2),\($0)\n" }.joined()
    try shell.write([0xEF, 0xBB, 0xBF] + Array(("label,a\n" + rows).utf8), to: "t.csv")
    let outcome = try shell.run("fledge train --dataset csv --data t.csv --epochs 1 --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func `a damaged model and a table of another width`() throws {
    let shell = try Shell()
    #expect(try shell.run("fledge train \(tiny) --output run --quiet").status == 0)
    try shell.write("label,a\n0,1\n", to: "narrow.csv")
    try shell.expectRefusal("predict run narrow.csv", status: 65, saying: "narrow.csv", "784")
    try shell.write("no picture", to: "digit.png")
    try shell.expectRefusal("predict run digit.png", status: 65, saying: "digit.png, byte 0: expected a PNG image")
    try shell.expectRefusal("predict run nowhere.png", status: 66, saying: "nowhere.png")
    try shell.expectRefusal("predict run --indices 60", status: 2, saying: "expected numbers from 0 to 59, found '60'")
    try shell.expectRefusal("predict run --indices ''", status: 2, saying: "found nothing")
    try shell.write("{}", to: "run/model.safetensors")
    try shell.expectRefusal("evaluate run", status: 65, saying: "run/model.safetensors")
  }
}
