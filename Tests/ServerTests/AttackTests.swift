import FledgeFormats
import Foundation
import TestSupport
import Testing

/// What a hostile page, program or name may try.
@Suite struct AttackTests {
  @Test(arguments: [
    "/../../etc/passwd", "/assets/../../../etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/reports/../secret.html", "/reports/..%2Fsecret.html", "/reports/link.html", "/reports/.hidden.html",
    "/api/runs/..%2F..", "/api/runs/%2Fetc", "/api/runs/%00", "/api/runs/.%2F.%2Fa",
  ])
  func `no path leads outside the named folders`(path: String) throws {
    try withTemporaryFolder { folder in
      try RunFixture.finished(folder + "/runs/a")
      try FileManager.default.createDirectory(atPath: folder + "/pages", withIntermediateDirectories: true)
      for name in ["secret.html", "pages/.hidden.html"] { try RunFixture.write("SECRET", to: "\(folder)/\(name)") }
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/pages/link.html", withDestinationPath: folder + "/secret.html")
      let server = try TestServer(folder + "/runs", reports: folder + "/pages")
      let answer = try server.send("GET", path)
      #expect([400, 404].contains(answer.status), "\(answer.head)")
      #expect(!answer.body.contains("SECRET") && !answer.body.contains("root:"))
    }
  }

  @Test(arguments: [
    "evil.example", "evil.example:PORT", "127.0.0.1.evil.example:PORT", "127.0.0.1:1", "", "localhost", "[::2]:PORT",
  ])
  func `a name that was bound to the address is refused`(host: String) throws {
    try withTemporaryFolder { folder in
      let server = try TestServer(folder)
      let answer = try server.send("GET", "/api/runs", host: host.replacing("PORT", with: "\(server.port)"))
      #expect(answer.status == 403, "\(answer.head)")
      #expect(try server.send("GET", "/api/runs", host: "localhost:\(server.port)").status == 200)
    }
  }

  @Test func `another site changes and reads nothing`() throws {
    try withTemporaryFolder { folder in
      let server = try TestServer(folder)
      let body = #"{"settings": {}}"#
      #expect(try server.send("POST", "/api/trainings", body: body).status == 403)
      #expect(try server.send("POST", "/api/trainings", headers: ["X-Fledge-Token: 0"], body: body).status == 403)
      let stolen = "X-Fledge-Token: \(server.token)"
      #expect(
        try server.send("POST", "/api/trainings", headers: [stolen, "Origin: http://evil.example"], body: body).status
          == 403)
      #expect(try server.send("POST", "/api/trainings", headers: [stolen, "Origin: null"], body: body).status == 403)
      #expect(
        try server.send("POST", "/api/trainings", headers: [stolen, "Sec-Fetch-Site: cross-site"], body: body).status
          == 403)
      #expect(try server.send("GET", "/api/runs", headers: ["Sec-Fetch-Site: cross-site"]).status == 403)
      #expect(try server.send("GET", "/api/runs").head.contains("Access-Control") == false)
      // With all of it right the request arrives.
      #expect(try server.post("/api/trainings", #"{"settings": 3}"#).status == 400)
    }
  }

  @Test func `every answer forbids inline scripts and other sites`() throws {
    try withTemporaryFolder { folder in
      let server = try TestServer(folder)
      for path in ["/", "/api/runs", "/nothing"] {
        let head = try server.send("GET", path).head
        #expect(head.contains("Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"))
        #expect(!head.contains("unsafe-inline"))
        for header in ["X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Cache-Control: no-store"] {
          #expect(head.contains(header), "\(path): \(header)")
        }
      }
    }
  }

  @Test func `names of runs are text, wherever they stand`() throws {
    try withTemporaryFolder { folder in
      let name = #"<img src=x onerror=alert(1)> "quoted", 'single' & so on"#
      try RunFixture.finished(folder + "/" + name)
      let server = try TestServer(folder)
      let page = try server.send("GET", "/").body
      #expect(page.contains("&lt;img src=x") && !page.contains("<img"))
      let list = try JSONValue(parsing: server.send("GET", "/api/runs").body)
      #expect(list["runs"]?.arrayValue?.first?["id"]?.stringValue == name)
      let encoded = try #require(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
      #expect(try server.send("GET", "/api/runs/\(encoded)").status == 200)
      let missing = try server.send("GET", "/api/runs/%3Cscript%3E%0D%0ASet-Cookie:x")
      #expect(missing.status == 404 && !missing.head.contains("Set-Cookie"))
      #expect(missing.head.contains("application/json"))
    }
  }
}
