import FledgePages

/// The place of the drawing pad, which the page's script fills.
struct DrawingPad: ReportBlock {
  static let id = "fledge-pad"
  static let network = "fledge-network"
  static let kernels = "fledge-kernels"

  func markup(in page: PageContext) -> Markup {
    """
    <div id="\(DrawingPad.id)"><p>The pad needs scripts; this browser runs none. Everything else on this page is shown without.</p></div>

    """
  }

  /// The modules, and the lines that put the pad in its place.
  static var script: String {
    var modules = InlineModules(source: WebAsset.text)
    for name in ["engine.js", "digit-panel.js", "pictures.js"] { modules.add(name) }
    return modules.script(
      """
      const bytesOf = (id) => modules["pictures.js"].bytes(document.getElementById(id).textContent);
      const place = document.getElementById("\(id)");
      try {
        const engine = await modules["engine.js"].Engine.load(bytesOf("\(kernels)"));
        const panel = new modules["digit-panel.js"].DigitPanel(engine);
        panel.network = engine.network(bytesOf("\(network)"));
        place.replaceChildren(panel.element);
      } catch (error) {
        place.textContent = "The pad cannot be shown: " + error.message;
      }
      """)
  }
}
