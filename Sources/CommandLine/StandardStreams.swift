import Foundation

/// Standard input, output and error of the process, which a caller may have closed.
enum StandardStreams {
  /// Takes the numbers of closed streams, so that no file that is opened later gets them and what is printed.
  ///
  /// Output and error are opened for reading: a write to them fails as one to a closed stream does.
  static func reserve() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest free number is given, and all below are taken.
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }

  /// Writes all bytes; never traps, never throws.
  ///
  /// - Returns: the system's error number, or 0.
  static func write(_ text: String, to descriptor: Int32) -> Int32 {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes {
        unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        done += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        // A parent may have left the stream non-blocking.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        unsafe _ = poll(&waiting, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

/// Standard error; what cannot be written there is dropped, since there is nowhere to say so.
enum StandardError {
  static func write(_ text: String) { _ = StandardStreams.write(text, to: STDERR_FILENO) }
}
