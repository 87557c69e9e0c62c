import FledgeCharts

/// What all pages share: head, style and script.
enum PageFrame {
  /// A whole page that loads nothing.
  static func html(title: String, isWide: Bool = false, additions: PageAdditions? = nil, body: Markup) -> String {
    let style =
      "\n"
      + [PageStyle.css, Theme.css, PageStyle.charts, additions?.style].compactMap { $0 }
      .joined(separator: "\n") + "\n"
    let script =
      "\n" + [PageScript.text, RunScript.text, HoverScript.text, ReadingScript.text].joined(separator: "\n") + "\n"
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      \(additions?.policy(scripts: [script], style: style) ?? .none)<meta name="viewport" \
      content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\(title)</title>
      <style>\(Markup(wellFormed: style))</style>
      </head>
      <body id="top">
      <button type="button" class="theme" hidden="hidden" aria-live="polite">Theme: system</button>
      <div class="sheet\(isWide ? " wide" : "")">
      \(body)</div>
      <script>\(Markup(wellFormed: script))</script>
      \(additions?.markup ?? .none)</body>
      </html>

      """
    return page.html
  }
}
