/// The look of all charts as one style sheet, in light and dark.
///
/// Every rule is scoped to the class `fledge-chart`, so that the sheet may stand in each figure or once in a page, with
/// the same result. Dark colours apply when the reader's system asks for them, unless the page's root element
/// says `data-theme="light"`; `data-theme="dark"` on the root element asks for them in any case. Print is always light.
/// A page overrides single colours with a more specific rule: `html .fledge-chart { --fledge-paper: transparent }`.
public enum Theme {
  /// The style sheet.
  public static let css =
    """
    .fledge-figure{max-width:100%;height:auto}
    .fledge-chart{\(properties(light: true))}
    @media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]) .fledge-chart{\(properties(light: false))}}
    @media screen{:root[data-theme=dark] .fledge-chart{\(properties(light: false))}}
    .fledge-chart{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;\
    font-size:11px;font-variant-numeric:tabular-nums}
    .fledge-chart text{fill:var(--fledge-muted)}
    .fledge-chart .fl-title{fill:var(--fledge-ink);font-weight:600}
    .fledge-chart .fl-strong{fill:var(--fledge-ink);font-size:12px}
    .fledge-chart .fl-ink{fill:var(--fledge-ink)}
    .fledge-chart .fl-onfull{fill:#fff}
    .fledge-chart .fl-small{font-size:10px}
    .fledge-chart .fl-halo{fill:var(--fledge-ink);font-size:12px;font-weight:700;paint-order:stroke;\
    stroke:var(--fledge-paper);stroke-width:3.5px;stroke-linejoin:round}
    .fledge-chart .fl-paper{fill:var(--fledge-paper)}
    .fledge-chart .fl-grid{fill:none;stroke:var(--fledge-grid)}
    .fledge-chart .fl-axis{fill:none;stroke:var(--fledge-muted)}
    .fledge-chart .fl-rule{fill:none;stroke:var(--fledge-ink);stroke-width:1.5}
    .fledge-chart .fl-outline{fill:none;stroke:var(--fledge-ink);stroke-width:2.5}
    .fledge-chart .fl-line{fill:none;stroke:var(--fl-c);stroke-width:1.8;stroke-linejoin:round}
    .fledge-chart .fl-trace{fill:none;stroke:var(--fl-c);stroke-width:.8;stroke-opacity:.45;stroke-linejoin:round}
    .fledge-chart .fl-band{fill:var(--fl-c);fill-opacity:.16}
    .fledge-chart .fl-bar{fill:var(--fl-c)}
    .fledge-chart .fl-box{fill:var(--fl-c);fill-opacity:.2;stroke:var(--fl-c);stroke-width:1.3}
    .fledge-chart .fl-region{fill:var(--fl-c);fill-opacity:.2;shape-rendering:crispEdges}
    .fledge-chart .fl-shade{fill:var(--fledge-shade)}
    .fledge-chart .fl-points{fill:none;stroke:none}
    .fledge-chart .fl-cloud{fill:none;stroke:none;opacity:.8}
    .fledge-chart .fl-mark{fill:var(--fl-c)}
    .fledge-chart .fl-hollow{fill:none;stroke:var(--fl-c);stroke-width:4.5}
    .fledge-chart .fl-published{fill:var(--fledge-paper);stroke:var(--fl-c,var(--fledge-ink));stroke-width:2}
    .fledge-chart .fl-level{fill:none;stroke:var(--fl-c,var(--fledge-ink));stroke-width:1.6}
    .fledge-chart .fl-image{image-rendering:pixelated}
    .fledge-chart .fl-grey{filter:var(--fledge-picture)}
    \(Palette.light.indices.map { ".fledge-chart .fl-s\($0){--fl-c:var(--fledge-\($0))}" }.joined(separator: "\n"))
    """

  /// The custom properties that colours come from, with their values in light and dark.
  public static let colors: [(property: String, light: String, dark: String)] =
    [
      ("--fledge-paper", "#ffffff", "#14171c"),
      ("--fledge-ink", "#1b1f24", "#e8ebef"),
      ("--fledge-muted", "#57606a", "#a3acb8"),
      ("--fledge-grid", "#e4e7eb", "#2b313a"),
      ("--fledge-shade", "#0069a6", "#1474b8"),
      ("--fledge-picture", "none", "invert(1)"),
    ]
    + zip(Palette.light, Palette.dark).enumerated().map { ("--fledge-\($0)", $1.0, $1.1) }

  private static func properties(light: Bool) -> String {
    colors.map { "\($0.property):\(light ? $0.light : $0.dark)" }.joined(separator: ";")
  }
}
