import CFledgeKernels
import FledgeKernels
import Foundation
import Testing

@Test func `Philox gives the published vectors`() {
  // Random123's kat_vectors for philox4x32, 10 rounds: counter, key, result.
  let vectors: [([UInt32], [UInt32], [UInt32])] = [
    ([0, 0, 0, 0], [0, 0], [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
    (
      [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [0xFFFF_FFFF, 0xFFFF_FFFF],
      [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
    ),
    (
      [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], [0xA409_3822, 0x299F_31D0],
      [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
    ),
  ]
  for (counter, key, expected) in vectors {
    let key = fledge_random_key(key: (key[0], key[1]), step: (counter[1], counter[2]), layer: counter[3])
    let word = fledge_philox(key, counter[0]).word
    #expect([word.0, word.1, word.2, word.3] == expected)
  }
}

private let key = RandomKey(RandomStream(seed: 42, .dropout), layer: 3, step: 1 << 33)

@Test func `value i is word i mod 64 over 16 of block i over 64 times 16 plus i mod 16`() {
  let x = onEveryTeam { threads in guarded(count: 1000) { fillUniform(&$0, key: key, threads: threads) } }
  for index in 0..<1000 {
    let word = key.block(UInt32(index / 64 * 16 + index % 16))[index % 64 / 16]
    #expect(x[index] == Float(word >> 8) * 0x1p-24)
  }
}

@Test func `a longer request begins with the shorter one`() {
  let long = guarded(count: 300) { fillNormal(&$0, key: key) }
  for count in 0...70 {
    let short = onEveryTeam { threads in guarded(count: count) { fillNormal(&$0, key: key, threads: threads) } }
    #expect(haveSameBits(short, Array(long[..<count])))
    _ = onEveryTeam { threads in guarded(count: count) { fillUniform(&$0, key: key, threads: threads) } }
  }
}

@Test func `uniform numbers have mean a half and variance a twelfth`() {
  let x = guarded(count: 100_000) { fillUniform(&$0, key: key) }.map(Double.init)
  let mean = x.reduce(0, +) / 1e5
  let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1e5
  #expect(x.allSatisfy { $0 >= 0 && $0 < 1 })
  #expect(abs(mean - 0.5) < 0.004 && abs(variance - 1 / 12.0) < 0.001)
}

@Test func `normal numbers have the normal moments and shares`() {
  let x = onEveryTeam { threads in guarded(count: 100_000) { fillNormal(&$0, key: key, threads: threads) } }.map(
    Double.init)
  let moments = (1...4).map { power in x.reduce(0) { $0 + pow($1, Double(power)) } / 1e5 }
  #expect(abs(moments[0]) < 0.015 && abs(moments[1] - 1) < 0.02)
  #expect(abs(moments[2]) < 0.04 && abs(moments[3] - 3) < 0.1)
  let within = Double(x.count { abs($0) < 1 }) / 1e5
  #expect(abs(within - 0.682_69) < 0.006)
}

@Test func `streams, layers, steps and seeds differ`() {
  var seen: Set<[Float]> = []
  for use in RandomStream.Use.allCases {
    for (seed, layer, step) in [(1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1), (1, 0, 1 << 40)]
      as [(UInt64, UInt32, UInt64)]
    {
      seen.insert(
        guarded(count: 4) { fillUniform(&$0, key: RandomKey(RandomStream(seed: seed, use), layer: layer, step: step)) })
    }
  }
  #expect(seen.count == RandomStream.Use.allCases.count * 5)
  #expect(key.bits(7) != key.bits(7 + 1 << 40) && key.bits(7) == key.bits(7))
}

@Test func `dropout keeps what its uniform number allows, and the gradient has the same mask`() {
  for count in [1, 16, 63, 64, 65, 1000] {
    let (x, u) = (values(count), guarded(count: count) { fillUniform(&$0, key: key) })
    let y = onEveryTeam { threads in
      guarded(count: count) { dropout(x.span, into: &$0, probability: 0.25, key: key, threads: threads) }
    }
    let scale: Float = 1 / 0.75
    let expected = zip(x, u).map { (value: Float, uniform: Float) -> Float in uniform >= 0.25 ? value * scale : 0 }
    #expect(y == expected)
  }
  let kept = guarded(count: 10_000) {
    dropout([Float](repeating: 1, count: 10_000).span, into: &$0, probability: 0.5, key: key)
  }
  #expect(kept.allSatisfy { $0 == 0 || $0 == 2 })
  let mean: Float = kept.reduce(0, +) / 10_000
  #expect(abs(mean - 1) < 0.05)
  #expect(guarded(count: 3) { dropout([1, 2, 3].span, into: &$0, probability: 0, key: key) } == [1, 2, 3])
  #expect(guarded(count: 3) { dropout([1, 2, 3].span, into: &$0, probability: 1, key: key) } == [0, 0, 0])
}

@Test func `noise is the normal number times the standardDeviation`() {
  let (x, e) = (values(200), guarded(count: 200) { fillNormal(&$0, key: key) })
  let y = onEveryTeam { threads in
    guarded(count: 200) { addGaussianNoise(x.span, standardDeviation: 0.3, key: key, into: &$0, threads: threads) }
  }
  #expect(y == zip(x, e).map { $0.addingProduct($1, 0.3) })
}

@Test func `a shuffle is a permutation, and every order of three comes equally often`() {
  #expect(shuffledIndices(1000, key).sorted() == (0..<1000).map { Int32($0) })
  #expect(shuffledIndices(0, key) == [] && shuffledIndices(1, key) == [0])
  var counts: [[Int32]: Int] = [:]
  for step in 0..<6000 { counts[shuffledIndices(3, RandomKey(seed: 5, stream: .shuffle, step: step)), default: 0] += 1 }
  #expect(counts.count == 6)
  #expect(counts.values.allSatisfy { abs($0 - 1000) < 150 })
}
