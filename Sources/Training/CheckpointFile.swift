public import FledgeFormats
import FledgeNetworks
import FledgeTensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Checkpoint {
  /// The checkpoint as a safetensors file.
  ///
  /// Tensors are named `parameters/0.weight`, `statistics/…`, `best/…`, `best-statistics/…` and `optimizer-0/…`, in
  /// PyTorch's shapes. The metadata hold `format_version`, `state`, `setup`, `context` (JSON), `writer`, and `sha256`: the
  /// digest of the whole file with 64 zeros in place of the digest. Every later format keeps `format_version` and `sha256`.
  /// - Throws: `FormatError`.
  public func encoded() throws -> [UInt8] {
    let draft = try draft()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(draft.byteCount)
    try draft.forEachPiece { bytes += $0 }
    return bytes
  }

  /// Saves the checkpoint as `encoded` has it, without the whole of its bytes in memory.
  ///
  /// - Throws: `FormatError`.
  public func write(to path: String, fileSystem: any FileSystem = PosixFileSystem()) throws {
    try AtomicFile.write(try draft(), to: path, fileSystem: fileSystem)
  }

  /// The sealed file; its tensors are made when they are written, once for the seal and once for the file.
  private func draft() throws -> SafeTensors.Draft {
    let items: [SafeTensors.Item]
    switch buffers {
    case .memory(let snapshot): items = Checkpoint.items(snapshot)
    case .file(let file):
      items = try file.entries.map { SafeTensors.Item($0.name, try file.tensor($0.name)) }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var draft = try SafeTensors.Draft(
      items,
      metadata: [
        "format_version": String(Checkpoint.formatVersion),
        "state": String(decoding: try encoder.encode(state), as: UTF8.self),
        "setup": JSONValue.object(setup).text(),
        "context": JSONValue.object(context).text(),
        "writer": writer,
        "sha256": CheckpointSeal.open,
      ])
    try CheckpointSeal.close(&draft)
    return draft
  }

  /// Reads a file after checking its SHA-256.
  ///
  /// - Throws: `FormatError` that names the file: damaged, no checkpoint, or of a later version.
  public init(bytes: [UInt8], path: String? = nil) throws {
    try CheckpointSeal.check(bytes, path: path)
    let file = try SafeTensors(bytes: bytes, path: path)
    func text(_ key: String) throws -> String {
      guard let text = file.metadata[key] else {
        throw FormatError(
          .malformed, path: path, expected: "a checkpoint with \(key) in its metadata", found: "none",
          advice: "this is no checkpoint")
      }
      return text
    }
    func object(_ key: String) throws -> JSONObject {
      let json = try JSONValue(parsing: Array(text(key).utf8))
      guard let object = json.objectValue else {
        throw FormatError(.malformed, path: path, expected: "a JSON object in \(key)", found: json.text())
      }
      return object
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      state = try decoder.decode(TrainerState.self, from: Data(text("state").utf8))
    } catch let error as DecodingError {
      throw FormatError(.malformed, path: path, expected: "the state of a training", found: "\(error)")
    }
    setup = try object("setup")
    context = try object("context")
    writer = try text("writer")
    self.path = path
    buffers = .file(file)
  }

  /// Reads a file.
  ///
  /// - Throws: as `init(bytes:path:)` does, and where the file cannot be read.
  public init(contentsOf path: String) throws {
    try self.init(bytes: FileBytes.read(path), path: path)
  }

  static func tensorName(_ buffer: String, _ path: String) -> String { "\(buffer)/\(path)" }

  private static func items(_ snapshot: TrainerSnapshot) -> [SafeTensors.Item] {
    snapshot.buffers.flatMap { name, buffer in
      buffer.layout.entries.indices.map { position in
        let entry = buffer.layout.entries[position]
        return SafeTensors.Item(tensorName(name, entry.path), shape: entry.spec.shape) {
          buffer.tensor(at: position).elements
        }
      }
    }
  }
}

extension SafeTensors {
  /// Whether a checkpoint has the weights of a best epoch.
  var hasBest: Bool {
    let prefix = Checkpoint.tensorName(TrainerSnapshot.bestParametersName, "")
    return entries.contains { $0.name.hasPrefix(prefix) }
  }
}
