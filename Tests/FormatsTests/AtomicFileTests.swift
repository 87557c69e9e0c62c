import FledgeFormats
import Foundation
import TestSupport
import Testing

struct AtomicFileTests {
  private let old: [UInt8] = [1, 2, 3]
  private let new: [UInt8] = [4, 5, 6, 7]

  @Test func `a save creates, writes, syncs, closes, renames and syncs the folder`() throws {
    let files = MemoryFileSystem(["d/f": old])
    try AtomicFile.write(new, to: "d/f", fileSystem: files)
    #expect(files.calls == ["create", "write", "sync", "close", "rename", "syncFolder"])
    #expect(files.contents == ["d/f": new])
  }

  @Test func `whichever call fails, the old file or the new one is there, and nothing else`() throws {
    for failing in 0..<6 {
      let files = MemoryFileSystem(["d/f": old], failing: [failing])
      let error = refusal { try AtomicFile.write(new, to: "d/f", fileSystem: files) }
      #expect(error?.path == "d/f", "call \(failing)")
      #expect(error?.found == "injected failure")
      #expect(files.contents == ["d/f": failing < 5 ? old : new], "call \(failing)")
      #expect(files.openCount == 0, "call \(failing)")
    }
  }

  @Test func `the first failure is reported when cleaning up fails too`() throws {
    let files = MemoryFileSystem(["d/f": old], failing: [1, 2, 3])
    let error = refusal { try AtomicFile.write(new, to: "d/f", fileSystem: files) }
    #expect(error?.expected == "to write")
    #expect(files.calls == ["create", "write", "close", "remove"])
    #expect(files.contents["d/f"] == old)
  }

  @Test func `a save on the disk is there whole and leaves no other file`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/result.json"
      try AtomicFile.write(text: "first, and longer", to: path)
      try AtomicFile.write(text: "second", to: path)
      #expect(String(decoding: try FileBytes.read(path), as: UTF8.self) == "second")
      #expect(try PosixFileSystem().list(folder) == ["result.json"])
    }
  }

  @Test func `a missing folder, a folder in the way and a missing file are named`() throws {
    try withTemporaryFolder { folder in
      let missing = refusal { try AtomicFile.write(new, to: folder + "/none/f") }
      #expect(missing?.kind == .missing)
      #expect(missing?.description.hasPrefix(folder + "/none/f: expected to create the file, found no such") == true)
      try FileManager.default.createDirectory(atPath: folder + "/taken", withIntermediateDirectories: false)
      #expect(refusal { try AtomicFile.write(new, to: folder + "/taken") }?.kind == .system)
      #expect(try PosixFileSystem().list(folder) == ["taken"])
      #expect(refusal { try FileBytes.read(folder + "/nothing") }?.kind == .missing)
      #expect(refusal { try FileBytes.read(folder) }?.found == "a folder")
      try AtomicFile.write(new, to: folder + "/four")
      #expect(refusal { try FileBytes.read(folder + "/four", limit: 3) }?.kind == .tooLarge)
    }
  }

  #if os(Linux)
    @Test func `a full disk is said in words`() throws {
      let device = try #require(FileHandle(forWritingAtPath: "/dev/full"))
      let full = OpenFile(descriptor: device.fileDescriptor, path: "/dev/full")
      let error = refusal { try unsafe PosixFileSystem().write(new.span.bytes, to: full) }
      #expect(error?.description.hasSuffix("free some space or choose another folder") == true)
      try device.close()
    }
  #endif

  @Test func `what killed saves left is removed, what others hold is not`() throws {
    let dead = Int32.max
    let files = MemoryFileSystem([
      "d/f": old, "d/.f.\(dead)-1.tmp": [], "d/.f.\(dead)-22.tmp": [],
      "d/.f.\(ProcessInfo.processInfo.processIdentifier)-3.tmp": [],
      "d/.g.\(dead)-1.tmp": [], "d/.f.x-1.tmp": [], "d/.f.\(dead)-1": [],
    ])
    #expect(try AtomicFile.removeLeftovers(of: "d/f", fileSystem: files) == 2)
    #expect(
      files.contents.keys.sorted()
        == [
          "d/.f.\(dead)-1", "d/.f.\(ProcessInfo.processInfo.processIdentifier)-3.tmp", "d/.f.x-1.tmp",
          "d/.g.\(dead)-1.tmp", "d/f",
        ].sorted())
  }
}
