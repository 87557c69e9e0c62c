/// The part of a page's script that shows the values of a chart beside the pointer, the finger or the keyboard's focus.
///
/// It reads what charts carry (`data-` attributes in groups of class `fl-data`) and places points by the axes written there.
/// A drawing for phones carries axes alone and takes the values of its wide twin. ``RunScript`` has the single runs of a
/// curve. It holds neither `<` nor `&`.
enum HoverScript {
  static let text = values + pointer

  /// The curves and marks of a chart.
  private static let values = """
    const tip = document.createElement('div');
    tip.className = 'tip';
    tip.setAttribute('role', 'status');
    tip.hidden = true;
    document.body.append(tip);
    const numbers = text => text.split(' ').map(Number);
    const share = (axis, value) => {
      const [scale, low, high, start, end] = axis.split(' ');
      const part = scale === 'log' ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      return Number(start) + (end - start) * part;
    };
    const shown = (text, percent) => {
      const value = Number(text);
      const plain = percent ? Number((100 * value).toPrecision(4)) + ' %' : String(value);
      return plain.replace(/-/g, '−');
    };
    const xsOf = (text, count) => {
      const steps = text.split('+');
      if (steps.length === 1) return numbers(text);
      return Array.from({ length: count }, (_, index) => Number(steps[0]) + index * Number(steps[1]));
    };
    const linesOf = (curve, ys, index, x, data) => {
      const percent = data.percent || '';
      const yPercent = percent.includes('y');
      const own = curve.item.dataset;
      let line = data.yname + ' ' + shown(ys[index], yPercent);
      if (own.lo) {
        const ends = [own.lo, own.hi].map(list => shown(list.split(' ')[index], yPercent));
        line += ' (' + ends.join(' to ') + ')';
      }
      const name = curve.of ? [curve.of.item.dataset.name, own.run].filter(text => text).join(', ') : own.name;
      const lines = [name, data.xname + ' ' + shown(x, percent.includes('x')), line];
      return lines.concat(curve.of ? curve.isOpen ? settingsOf(curve) : [] : []).filter(text => text);
    };
    const inside = (point, [left, top, right, bottom], slack) =>
      [point.x - left, right - point.x, point.y - top, bottom - point.y].every(distance => distance > -slack);
    const shownPart = (points, plot) => points.filter(point => [point.x, point.y].every(Number.isFinite)
      ? inside(point, plot, 1) : false);
    const curveOf = (item, data, plot, xs) => {
      const ys = item.dataset.ys.split(' ');
      const ends = item.dataset.lo ? [item.dataset.hi, item.dataset.lo].map(numbers) : null;
      const curve = { item, plot, runs: [] };
      curve.all = ys.map((y, index) => ({ curve, x: share(data.x, xs[index]), y: share(data.y, Number(y)),
        band: ends ? ends.map(list => share(data.y, list[index])) : null,
        lines: () => linesOf(curve, ys, index, xs[index], data) }));
      curve.points = shownPart(curve.all, plot);
      return curve;
    };
    const marksOf = (items, plot) => {
      const curve = { plot, runs: [] };
      curve.points = shownPart(items.map(item => {
        const [x, y] = numbers(item.dataset.at);
        return { curve, x, y, lines: () => item.dataset.tip.split(' · ') };
      }), plot);
      return curve;
    };
    const curvesOf = svg => {
      const narrow = svg.closest('.narrow');
      const twin = narrow ? narrow.previousElementSibling.querySelectorAll('.fl-data') : [];
      const curves = [];
      svg.querySelectorAll('.fl-data').forEach((group, index) => {
        const plot = numbers(group.dataset.plot);
        const items = Array.from((group.children.length ? group : twin[index] || group).children);
        for (const item of items.filter(item => item.dataset.ys)) {
          const xs = xsOf(item.dataset.xs, item.dataset.ys.split(' ').length);
          const curve = curveOf(item, group.dataset, plot, xs);
          curve.runs = runsOf(curve, item, group.dataset, plot, xs);
          curves.push(curve);
        }
        const marks = items.filter(item => !item.dataset.ys);
        if (marks.length) curves.push(marksOf(marks, plot));
      });
      return curves;
    };
    const visible = curves => curves.flatMap(curve => curve.isOpen ? [curve].concat(curve.runs) : [curve])
      .filter(curve => curve.points.length);

    """

  /// What pointer, finger and keyboard do.
  private static let pointer = """
    let current = null;
    const hide = () => {
      if (current) current.remove();
      current = null;
      tip.hidden = true;
    };
    const show = (svg, point, isTouch) => {
      const lines = point.lines();
      hide();
      current = document.createElementNS(svg.namespaceURI, 'circle');
      current.setAttribute('class', 'fl-ring');
      current.setAttribute('r', '6');
      current.setAttribute('cx', point.x);
      current.setAttribute('cy', point.y);
      svg.querySelector('.fledge-chart').append(current);
      const hint = hintOf(point.curve);
      tip.replaceChildren(...lines.concat(hint || []).map((text, index) => {
        const line = document.createElement(index ? 'div' : 'b');
        if (index === lines.length) line.className = 'hint';
        line.textContent = text;
        return line;
      }));
      tip.hidden = false;
      const screen = new DOMPoint(point.x, point.y).matrixTransform(svg.getScreenCTM());
      const box = tip.getBoundingClientRect();
      const gap = isTouch ? 44 : 14;
      const width = document.documentElement.clientWidth;
      const above = screen.y - box.height - gap;
      tip.style.left = Math.max(4, Math.min(screen.x - box.width / 2, width - box.width - 4)) + 'px';
      tip.style.top = (above > 4 ? above : screen.y + gap) + 'px';
    };
    const nearest = (curves, at, reach) => {
      let best = null;
      let least = reach * reach;
      for (const point of curves.flatMap(curve => curve.points)) {
        // Within a band whose runs are hidden its median is near.
        const [top, bottom] = point.curve.isOpen ? [point.y, point.y] : point.band || [point.y, point.y];
        const beyond = Math.max(top - at.y, at.y - bottom, 0);
        const distance = (point.x - at.x) ** 2 + beyond ** 2 + 0.01 * (point.y - at.y) ** 2;
        if (least > distance) [best, least] = [point, distance];
      }
      return best;
    };
    const keys = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    for (const svg of document.querySelectorAll('svg.fledge-figure')) {
      if (!svg.querySelector('.fl-data')) continue;
      let known = null;
      const lists = () => visible(known = known || curvesOf(svg));
      let place = [null, 0];
      const follow = event => {
        const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        const isMark = event.type === 'click' ? event.target.closest('.fl-band, .fl-line[clip-path]') : null;
        const point = nearest(lists(), at, isMark ? Infinity : 45);
        if (event.type === 'click') if (point) {
          toggle(svg, point.curve);
          place = [point.curve, point.curve.points.indexOf(point)];
        }
        svg.style.cursor = point ? hintOf(point.curve) ? 'pointer' : '' : '';
        if (point) show(svg, point, event.pointerType === 'touch');
        else hide();
      };
      svg.addEventListener('pointermove', event => { if (event.pointerType !== 'touch') follow(event); });
      svg.addEventListener('click', follow);
      svg.addEventListener('pointerleave', event => { if (event.pointerType !== 'touch') hide(); });
      svg.tabIndex = 0;
      const step = ([curve, index]) => {
        const all = lists();
        if (!all.length) return;
        const list = all[Math.max(0, Math.min(all.indexOf(place[0]) + curve, all.length - 1))];
        place = [list, Math.max(0, Math.min(place[1] + index, list.points.length - 1))];
        show(svg, list.points[place[1]], false);
      };
      svg.addEventListener('focus', () => { if (svg.matches(':focus-visible')) step([0, 0]); });
      svg.addEventListener('blur', hide);
      svg.addEventListener('keydown', event => {
        if (event.key === 'Escape') hide();
        if (event.key === 'Enter') if (place[0]) toggle(svg, place[0]);
        if (event.key !== 'Enter') if (!keys[event.key]) return;
        event.preventDefault();
        step(keys[event.key] || [0, 0]);
      });
    }
    addEventListener('scroll', hide, { passive: true });
    document.addEventListener('pointerdown', event => { if (!event.target.closest('svg.fledge-figure')) hide(); });
    """
}
