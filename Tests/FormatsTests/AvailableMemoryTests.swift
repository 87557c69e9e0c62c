import FledgeFormats
import Foundation
import TestSupport
import Testing

struct AvailableMemoryTests {
  private func write(_ files: [String: String], below folder: String) throws {
    for (name, text) in files {
      let path = folder + name
      try FileManager.default.createDirectory(
        atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
      try AtomicFile.write(text: text, to: path)
    }
  }

  @Test func `a limit of 100 of which 30 are used leaves 70`() throws {
    try withTemporaryFolder { folder in
      try write(
        [
          "/proc/self/cgroup": "0::/a/b\n", "/sys/fs/cgroup/a/memory.max": "100\n",
          "/sys/fs/cgroup/a/memory.current": "30\n",
        ],
        below: folder)
      #expect(AvailableMemory.container(root: folder) == 70)
      try write(["/sys/fs/cgroup/a/b/memory.max": "max\n"], below: folder)
      #expect(AvailableMemory.container(root: folder) == 70)
      try write(
        [
          "/sys/fs/cgroup/a/b/memory.max": "50\n", "/sys/fs/cgroup/a/b/memory.current": "45\n",
          "/sys/fs/cgroup/a/b/memory.stat": "anon 1\ninactive_file 20\n",
        ], below: folder)
      #expect(AvailableMemory.container(root: folder) == 25)
    }
  }

  @Test func `version 1 has other names, and its largest number is no limit`() throws {
    try withTemporaryFolder { folder in
      let groups = "9:name=systemd:/\n4:memory:/job\n3:cpu,cpuacct:/job\n"
      try write(
        ["/proc/self/cgroup": groups, "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"],
        below: folder)
      #expect(AvailableMemory.container(root: folder) == nil)
      try write(
        [
          "/sys/fs/cgroup/memory/job/memory.limit_in_bytes": "1000\n",
          "/sys/fs/cgroup/memory/job/memory.usage_in_bytes": "400\n",
        ], below: folder)
      #expect(AvailableMemory.container(root: folder) == 600)
    }
  }

  @Test func `the machine has some memory`() throws {
    #expect(try #require(AvailableMemory.now).bytes > 1 << 20)
    #expect(AvailableMemory.container(root: "/nowhere") == nil)
  }
}
