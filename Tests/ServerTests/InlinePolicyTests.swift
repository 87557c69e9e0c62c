import FledgeServer
import Testing

@Suite struct InlinePolicyTests {
  @Test func `scripts and styles are allowed by their hash alone`() {
    let page = "<html><style>p{}</style><script>alert(1)</script><script src='x.js'></script></html>"
    let policy = InlinePolicy(Array(page.utf8)).text
    // openssl dgst -sha256 -binary | base64
    #expect(policy.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"))
    #expect(!policy.contains("unsafe-inline"))
    #expect(policy.contains("style-src 'sha256-"))
    #expect(InlinePolicy(Array("<p>nothing</p>".utf8)).text.contains("style-src 'none'"))
  }
}
