/// The bytes of an IDX file of unsigned bytes.
package func idxBytes(_ dimensions: [Int], _ payload: [UInt8]) -> [UInt8] {
  [0, 0, 8, UInt8(dimensions.count)]
    + dimensions.flatMap { extent in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: extent >> $0) } } + payload
}
