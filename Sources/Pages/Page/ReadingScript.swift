/// The part of a page's script that lets a reader choose the reading under which numbers are shown.
///
/// A table of readings has one row for each; its cells name the number that they hold (`data-number`), its verdict and its
/// place in the chart of deviations. Tables and dots of the same number then show the chosen row. The first row, the plainest
/// reading, is what the page shows without script. It holds neither `<` nor `&`.
enum ReadingScript {
  static let text = """
    const make = (name, text, classes, parent) => {
      const element = document.createElement(name);
      element.textContent = text;
      if (classes) element.className = classes;
      if (parent) parent.append(element);
      return element;
    };
    const readingOf = cell => {
      const interval = cell.querySelector('small');
      return {
        value: cell.firstChild.textContent, ends: interval ? interval.textContent.split(' to ') : [],
        count: cell.closest('tr').querySelector('.k').textContent,
        badge: document.querySelector('#rule .badge.' + cell.dataset.verdict).cloneNode(true)
      };
    };
    const nameOf = row => Array.from(row.cells[0].childNodes).filter(node => node.nodeName !== 'SPAN')
      .map(node => node.textContent).join('');
    const fillRow = (row, cell, name) => {
      row.saved = row.saved || Array.from(row.cells).slice(2);
      row.querySelectorAll('.chosen-note').forEach(note => note.remove());
      Array.from(row.cells).slice(2).forEach(old => old.remove());
      row.classList.toggle('chosen', name !== null);
      if (name === null) { row.append(...row.saved); return; }
      make('span', 'under the reading: ' + name, 'note chosen-note', row.cells[0]);
      const own = readingOf(cell);
      if (cell.classList.contains('ours')) {
        make('td', own.value, 'n ours o', row);
        ['lo', 'hi'].forEach((end, index) => make('td', own.ends[index] || '–', 'n ' + (own.ends.length ? end : 'no'), row));
        make('td', own.count, 'n k', row);
      } else make('td', own.value, 'n', row).colSpan = 4;
      make('td', '', 'v', row).append(own.badge);
    };
    const moveDot = (dot, cell, name) => {
      const title = dot.querySelector('title');
      dot.saved = dot.saved || [dot.getAttribute('cx'), dot.getAttribute('class'), title.textContent];
      const [place, isBeyond] = (cell.dataset.deviation || '').split(' ');
      const own = name === null ? dot.saved : [place + '%', cell.dataset.verdict + (isBeyond ? ' beyond' : ''),
        cell.dataset.column + ': ' + cell.dataset.published + ', ours ' + readingOf(cell).value + ' under the reading ' + name];
      dot.setAttribute('cx', own[0]);
      dot.setAttribute('class', own[1]);
      title.textContent = own[2];
      dot.setAttribute('visibility', name === null ? 'visible' : place ? 'visible' : 'hidden');
    };
    const choosers = [];
    for (const table of document.querySelectorAll('table.readings')) {
      const rows = Array.from(table.tBodies[0].rows);
      if (2 > rows.length) continue;
      const chooser = { title: table.dataset.name, rows, selects: [], row: rows[0] };
      chooser.place = (parent, before, text) => {
        const label = make('label', text + ': ', '', null);
        const select = make('select', '', '', label);
        for (const row of rows) make('option', nameOf(row), '', select);
        select.addEventListener('change', () => chooser.show(rows[select.selectedIndex]));
        chooser.selects.push(select);
        parent.insertBefore(label, before);
      };
      chooser.show = row => {
        const name = row === rows[0] ? null : nameOf(row);
        chooser.row = row;
        rows.forEach(other => other.classList.toggle('chosen', name === null ? false : other === row));
        chooser.selects.forEach(select => { select.selectedIndex = rows.indexOf(row); });
        const parts = [];
        for (const cell of row.querySelectorAll('td[data-number]')) {
          const named = '[data-number="' + cell.dataset.number + '"]';
          document.querySelectorAll('.numbers tr' + named).forEach(found => fillRow(found, cell, name));
          document.querySelectorAll('circle' + named).forEach(found => moveDot(found, cell, name));
          const own = readingOf(cell);
          parts.push(cell.dataset.column + ' ' + own.value + ' (' + cell.dataset.published + '): ' + own.badge.lastChild.textContent);
        }
        chooser.status.textContent = parts.join('; ');
        chooser.back.hidden = name === null;
        showOverview();
      };
      const bar = make('div', '', 'chooser', null);
      table.before(bar);
      chooser.place(bar, null, 'Shown reading');
      chooser.back = make('button', 'Back to the plainest', '', bar);
      chooser.back.type = 'button';
      chooser.back.addEventListener('click', () => chooser.show(rows[0]));
      chooser.status = make('p', '', 'status', bar);
      chooser.status.setAttribute('role', 'status');
      choosers.push(chooser);
    }
    const overviewBar = make('div', '', 'chooser', null);
    const overviewBack = make('button', 'Back to the plainest readings', '', overviewBar);
    const overviewNote = make('p', '', 'status', overviewBar);
    overviewBack.type = 'button';
    overviewBack.addEventListener('click', () => choosers.forEach(chooser => chooser.show(chooser.rows[0])));
    const showOverview = () => {
      const other = choosers.filter(chooser => chooser.row !== chooser.rows[0]);
      overviewBack.hidden = !other.length;
      overviewNote.textContent = other.length ? 'Shown under another reading: '
        + other.map(chooser => chooser.title + ' (' + nameOf(chooser.row) + ')').join('; ')
        + '. Counts and sentences are those of the plainest readings.' : '';
    };
    if (choosers.length) {
      const overview = document.querySelector('.overview');
      const deviations = overview.querySelector('.deviations');
      overviewBack.before(make('b', 'Shown readings of the settings', 'status', null));
      choosers.forEach(chooser => chooser.place(overviewBar, overviewBack, chooser.title));
      if (deviations) deviations.after(overviewBar);
      else overview.append(overviewBar);
      choosers.forEach(chooser => chooser.show(chooser.rows[0]));
    }

    """
}
