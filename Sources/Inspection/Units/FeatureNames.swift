import FledgeDatasets
package import FledgeModels
import FledgeNetworks
import FledgeTensors

extension TrainedRun {
  /// The name of each feature as the network sees it; empty for pictures, whose features are pixels.
  package var featureNames: [String] {
    let width = network.inputShape.count
    if let contract, contract.hasPictures { return [] }
    guard let table = contract?.table, table.width == width else { return (0..<width).map { "feature \($0 + 1)" } }
    return table.columns.flatMap { column in
      column.categories.map { texts in texts.map { "\(column.name) = \($0)" } } ?? [column.name]
    }
  }

  /// The rows, columns and channels of the pictures that the network sees; `nil` where it sees no pictures.
  package var pictureSize: (width: Int, height: Int, channels: Int)? {
    guard let contract, contract.hasPictures else { return nil }
    switch contract.shape.count {
    case 3 where contract.shape[0] == 1 || contract.shape[0] == 3:
      return (contract.shape[2], contract.shape[1], contract.shape[0])
    case 2: return (contract.shape[1], contract.shape[0], 1)
    default:
      let side = Int(Double(contract.width).squareRoot().rounded())
      return contract.table?.arePixels == true && side * side == contract.width ? (side, side, 1) : nil
    }
  }
}
