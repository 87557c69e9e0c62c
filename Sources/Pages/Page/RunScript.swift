/// The part of a page's script that draws the single runs of a curve when its line or band is clicked.
///
/// A curve carries its runs as children with `data-run`. A run is a curve of its own: it shows its values beside the pointer,
/// and its settings once it is clicked. It holds neither `<` nor `&`.
enum RunScript {
  static let text = """
    const runsOf = (curve, item, data, plot, xs) => {
      const every = Number(item.dataset.every || 1);
      const own = xs.filter((_, index) => index % every === 0);
      return Array.from(item.children, child => {
        const run = curveOf(child, data, plot, own);
        run.of = curve;
        return run;
      });
    };
    const pathOf = points => {
      let pen = 'M';
      return points.map(point => {
        const isThere = [point.x, point.y].every(Number.isFinite);
        const part = isThere ? pen + point.x.toFixed(1) + ' ' + point.y.toFixed(1) : '';
        pen = isThere ? 'L' : 'M';
        return part;
      }).join('');
    };
    let clipCount = 0;
    const drawRuns = (svg, curve) => {
      const add = (parent, name, attributes) => {
        const element = document.createElementNS(svg.namespaceURI, name);
        for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
        parent.append(element);
        return element;
      };
      const [left, top, right, bottom] = curve.plot;
      const clip = 'fl-runs-' + ++clipCount;
      const chart = svg.querySelector('.fledge-chart');
      curve.drawn = add(chart, 'g', { class: 'fl-runs' });
      const area = add(curve.drawn, 'clipPath', { id: clip });
      add(area, 'rect', { x: left, y: top, width: right - left, height: bottom - top });
      for (const run of curve.runs) {
        run.path = add(curve.drawn, 'path', { class: 'fl-trace fl-s' + curve.item.dataset.s + (run.isOpen ? ' picked' : ''),
          d: pathOf(run.all), 'clip-path': 'url(#' + clip + ')' });
      }
      const line = svg.querySelector('.fl-line[clip-path]');
      if (line) line.before(curve.drawn);
    };
    const toggle = (svg, curve) => {
      if (!curve.of) if (!curve.runs.length) return;
      curve.isOpen = !curve.isOpen;
      if (curve.of) curve.path.classList.toggle('picked', curve.isOpen);
      else if (curve.isOpen) drawRuns(svg, curve);
      else curve.drawn.remove();
    };
    const settingsOf = run => {
      const settings = run.item.dataset.settings || run.of.item.dataset.settings;
      const folder = run.item.dataset.folder;
      return [settings ? settings + '; all others at their defaults' : '', folder ? 'folder ' + folder : '']
        .filter(text => text);
    };
    const hintOf = curve => {
      if (curve.of) return curve.isOpen ? '' : 'Click or Enter: its settings';
      if (!curve.runs.length) return '';
      if (curve.isOpen) return 'Click or Enter: hide the single runs';
      const limit = curve.item.dataset.limit;
      return 'Click or Enter: ' + curve.runs.length + ' single runs' + (limit ? ' (' + limit + ')' : '');
    };
    """
}
