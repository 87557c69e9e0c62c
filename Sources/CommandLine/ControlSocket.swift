import Fledge
import FlyingSocks
import Foundation
import Synchronization

/// The socket of `fledge train --control`: one JSON object a line, answered by one.
///
/// Each client has a thread. A seventeenth client takes the place of the one that has been silent for longest. A line is at most
/// 4,096 bytes, and a client that is silent for a minute is closed, so that none can do more than wait.
final class ControlSocket: Sendable {
  private static let longestLine = 4096
  private static let mostClients = 16

  private let control: TrainingControl
  private let address: ControlAddress
  private let socket: Socket
  /// When each connected client was last heard.
  private let clients = Mutex<[Int32: ContinuousClock.Instant]>([:])
  private let isClosed = Atomic<Bool>(false)

  /// Listens in a run's folder, in place of what a killed training left there.
  ///
  /// - Throws: `RunFolderError`.
  init(_ control: TrainingControl, folder: String) throws(RunFolderError) {
    self.control = control
    address = try ControlAddress(folder: folder)
    // Clients find the file when it listens, and never before.
    let early = address.path + "~"
    _ = unsafe unlink(early)
    do {
      socket = try Socket(domain: Int32(AF_UNIX), type: .stream)
      // The file gets the mode of the socket, so that nobody else can connect before chmod.
      _ = fchmod(socket.file.rawValue, 0o600)
      try socket.bind(to: sockaddr_un.unix(path: early))
      _ = unsafe chmod(early, 0o600)
      try socket.listen()
      guard unsafe rename(early, address.path) == 0 else {
        throw SocketError.makeFailed("rename")
      }
    } catch {
      throw .unusable("\(folder)/\(ControlAddress.name): the socket cannot be made: \(error.localizedDescription)")
    }
    let thread = Thread { [self] in accept() }
    thread.start()
  }

  /// Ends it and takes the file away.
  func close() {
    isClosed.store(true, ordering: .relaxed)
    _ = unsafe unlink(address.path)
    shutdown(socket.file.rawValue, Int32(SHUT_RDWR))
  }

  private func accept() {
    while !isClosed.load(ordering: .relaxed) {
      guard let (file, _) = try? socket.accept() else {
        // Out of descriptors, or a client that has gone: neither ends the socket.
        Thread.sleep(forTimeInterval: 0.05)
        continue
      }
      let client = Socket(file: file)
      makeRoom()
      noteLife(of: client)
      Thread { [self] in
        serve(client)
        // Under the lock, so that the descriptor is nobody else's when `makeRoom` shuts it down.
        clients.withLock { clients in
          clients[client.file.rawValue] = nil
          try? client.close()
        }
      }.start()
    }
  }

  private func noteLife(of client: Socket) { clients.withLock { $0[client.file.rawValue] = .now } }

  /// Ends the client that has been silent for longest, where there are too many.
  private func makeRoom() {
    clients.withLock { clients in
      guard clients.count >= ControlSocket.mostClients, let quietest = clients.min(by: { $0.value < $1.value }) else {
        return
      }
      shutdown(quietest.key, Int32(SHUT_RDWR))
      // Its thread closes it.
      clients[quietest.key] = nil
    }
  }

  private func serve(_ client: Socket) {
    for (option, seconds) in [(SO_RCVTIMEO, 60), (SO_SNDTIMEO, 5)] {
      // Seconds and microseconds, as `timeval` has them.
      var limit = (seconds, 0)
      unsafe setsockopt(
        client.file.rawValue, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<(Int, Int)>.size))
    }
    var buffer: [UInt8] = []
    while let bytes = try? client.read(atMost: ControlSocket.longestLine) {
      buffer += bytes
      noteLife(of: client)
      while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[..<end])
        buffer.removeSubrange(...end)
        guard line.count <= ControlSocket.longestLine else { return refuseLongLine(client) }
        guard send(answer(line), to: client) else { return }
      }
      guard buffer.count <= ControlSocket.longestLine else { return refuseLongLine(client) }
    }
  }

  private func refuseLongLine(_ client: Socket) {
    _ = send(ControlSocket.refusal("expected a line of at most \(ControlSocket.longestLine) bytes"), to: client)
  }

  private func send(_ object: JSONObject, to client: Socket) -> Bool {
    let data = Data((JSONValue.object(object).text() + "\n").utf8)
    var sent = data.startIndex
    while sent < data.endIndex {
      guard let next = try? client.write(data, from: sent) else { return false }
      sent = next
    }
    return true
  }

  private func answer(_ line: [UInt8]) -> JSONObject {
    do {
      guard let object = try JSONValue(parsing: line).objectValue else {
        return ControlSocket.refusal("expected a JSON object such as {\"command\": \"pause\"}")
      }
      return try carryOut(object)
    } catch {
      return ControlSocket.refusal("\(error)")
    }
  }

  private func carryOut(_ object: JSONObject) throws(ControlError) -> JSONObject {
    let command = object["command"]?.stringValue
    let known = command == "set" ? ["command", "learning-rate", "dropout"] : ["command"]
    if let wrong = object.keys.first(where: { !known.contains($0) }) {
      throw ControlError("\(quotedName(wrong)): expected \(known.joined(separator: ", "))")
    }
    switch command {
    case "state": return control.answer()
    case "pause": return try control.turn(to: .paused)
    case "step": return try control.turn(to: .stepping)
    case "continue": return try control.turn(to: .running)
    case "stop": return control.stop()
    case "set":
      let values = try ["learning-rate", "dropout"].map { (key) throws(ControlError) -> Double? in
        guard let value = object[key] else { return nil }
        guard let number = value.numberValue else { throw ControlError("\(key): expected a number") }
        return number
      }
      guard values.contains(where: { $0 != nil }) else { throw ControlError("set: expected learning-rate or dropout") }
      return try control.make(TrainingControl.Change(learningRate: values[0], dropout: values[1]))
    default:
      throw ControlError("command: expected pause, step, continue, stop, set or state")
    }
  }

  private static func refusal(_ text: String) -> JSONObject { ["ok": false, "error": .string(text)] }
}
