import FledgeCharts

/// What all pages share: head, style and script.
enum PageFrame {
  /// A whole page that loads nothing.
  static func html(title: String, isWide: Bool = false, body: Markup) -> String {
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\(title)</title>
      <style>
      \(Markup(wellFormed: PageStyle.css))
      \(Markup(wellFormed: Theme.css))
      \(Markup(wellFormed: PageStyle.charts))
      </style>
      </head>
      <body id="top">
      <button type="button" class="theme" hidden="hidden" aria-live="polite">Theme: system</button>
      <div class="sheet\(isWide ? " wide" : "")">
      \(body)</div>
      <script>
      \(Markup(wellFormed: PageScript.text))
      \(Markup(wellFormed: RunScript.text))
      \(Markup(wellFormed: HoverScript.text))
      \(Markup(wellFormed: ReadingScript.text))
      </script>
      </body>
      </html>

      """
    return page.html
  }
}
