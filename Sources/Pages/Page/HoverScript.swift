/// The part of a page's script that shows the values of a chart beside the pointer, the finger or the keyboard's focus.
///
/// It reads what charts carry (`data-` attributes in groups of class `fl-data`) and places points by the axes written there.
/// A drawing for phones carries axes alone and takes the values of its wide twin. It holds neither `<` nor `&`.
enum HoverScript {
  static let text = """
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
    const linesOf = (item, ys, index, x, data) => {
      const percent = data.percent || '';
      const yPercent = percent.includes('y');
      let line = data.yname + ' ' + shown(ys[index], yPercent);
      if (item.dataset.lo) {
        const ends = [item.dataset.lo, item.dataset.hi].map(list => shown(list.split(' ')[index], yPercent));
        line += ' (' + ends.join(' to ') + ')';
      }
      return [item.dataset.name, data.xname + ' ' + shown(x, percent.includes('x')), line].filter(text => text);
    };
    const curveOf = (item, data, plot) => {
      const ys = item.dataset.ys.split(' ');
      const xs = xsOf(item.dataset.xs, ys.length);
      return ys.map((y, index) => ({ x: share(data.x, xs[index]), y: share(data.y, Number(y)), plot,
        lines: () => linesOf(item, ys, index, xs[index], data) }));
    };
    const markOf = (item, plot) => {
      const [x, y] = numbers(item.dataset.at);
      return { x, y, plot, lines: () => item.dataset.tip.split(' · ') };
    };
    const curvesOf = svg => {
      const narrow = svg.closest('.narrow');
      const twin = narrow ? narrow.previousElementSibling.querySelectorAll('.fl-data') : [];
      const curves = [];
      svg.querySelectorAll('.fl-data').forEach((group, index) => {
        const plot = numbers(group.dataset.plot);
        const source = group.children.length ? group : twin[index] || group;
        const marks = [];
        for (const item of source.children) {
          if (item.dataset.ys) curves.push(curveOf(item, group.dataset, plot));
          else marks.push(markOf(item, plot));
        }
        if (marks.length) curves.push(marks);
      });
      return curves.map(curve => curve.filter(point => [point.x, point.y].every(Number.isFinite)
        ? inside(point, point.plot, 1) : false)).filter(curve => curve.length);
    };
    const inside = (point, [left, top, right, bottom], slack) =>
      [point.x - left, right - point.x, point.y - top, bottom - point.y].every(distance => distance > -slack);
    let current = null;
    const hide = () => {
      if (current) current.ring.remove();
      current = null;
      tip.hidden = true;
    };
    const show = (svg, point, isTouch) => {
      const lines = point.lines();
      hide();
      const ring = document.createElementNS(svg.namespaceURI, 'circle');
      ring.setAttribute('class', 'fl-ring');
      ring.setAttribute('r', '6');
      ring.setAttribute('cx', point.x);
      ring.setAttribute('cy', point.y);
      svg.querySelector('.fledge-chart').append(ring);
      current = { svg, point, ring };
      tip.replaceChildren(...lines.map((text, index) => {
        const line = document.createElement(index ? 'div' : 'b');
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
    const nearest = (curves, at) => {
      let best = null;
      let least = 45 * 45;
      for (const point of curves.flat()) {
        const distance = (point.x - at.x) ** 2 + (point.y - at.y) ** 2;
        if (least > distance) [best, least] = [point, distance];
      }
      return best;
    };
    const keys = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    for (const svg of document.querySelectorAll('svg.fledge-figure')) {
      if (!svg.querySelector('.fl-data')) continue;
      let known = null;
      const curves = () => known = known || curvesOf(svg);
      const follow = event => {
        const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        const point = nearest(curves(), at);
        if (point) show(svg, point, event.pointerType === 'touch');
        else hide();
      };
      svg.addEventListener('pointermove', event => { if (event.pointerType !== 'touch') follow(event); });
      svg.addEventListener('click', follow);
      svg.addEventListener('pointerleave', event => { if (event.pointerType !== 'touch') hide(); });
      svg.tabIndex = 0;
      let place = [0, 0];
      const step = ([curve, index]) => {
        const lists = curves();
        if (!lists.length) return;
        curve = Math.max(0, Math.min(place[0] + curve, lists.length - 1));
        place = [curve, Math.max(0, Math.min(place[1] + index, lists[curve].length - 1))];
        show(svg, lists[place[0]][place[1]], false);
      };
      svg.addEventListener('focus', () => { if (svg.matches(':focus-visible')) step([0, 0]); });
      svg.addEventListener('blur', hide);
      svg.addEventListener('keydown', event => {
        if (event.key === 'Escape') hide();
        if (!keys[event.key]) return;
        event.preventDefault();
        step(keys[event.key]);
      });
    }
    addEventListener('scroll', hide, { passive: true });
    document.addEventListener('pointerdown', event => { if (!event.target.closest('svg.fledge-figure')) hide(); });
    """
}
