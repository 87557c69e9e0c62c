#!/usr/bin/env python3
"""Opens every page of a folder as phone, print and desktop, in light and dark, and fails where something is cut off
or where a click shows nothing.

    Scripts/check_pages.py FOLDER [--pictures OUTPUT]

FOLDER holds HTML pages, such as those of `fledge reproduce --output FOLDER`; all below it are opened. An element fails that is wider
than the page, or whose content is wider than itself and hidden or scrolled. A click on a curve with single runs must draw them, a
second one must remove them, and another reading must change what the page shows and back. With --pictures each page is saved
as PNG too. Needs playwright (PyPI) and chromium; CHROMIUM names another browser. Exit codes: 0 all pages fit,
1 something does not, 2 bad arguments, 77 playwright or chromium is missing.
"""
import os
import pathlib
import shutil
import sys

# The widths in pixels: a phone, A4 paper, a desktop.
WIDTHS = ((390, "screen"), (794, "print"), (1280, "screen"))

# Elements placed outside on purpose (table heads on phones) lie far to the left; parts of a drawing are its own matter.
FIND = """() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  if (document.documentElement.scrollWidth > width)
    found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  const name = element => {
    const near = element.closest('[id]');
    const text = element.textContent.trim().replace(/\\s+/g, ' ').slice(0, 40);
    return `${element.tagName.toLowerCase()}${near ? ' in #' + near.id : ''} "${text}"`;
  };
  for (const element of document.body.querySelectorAll('*')) {
    if (element.tagName !== 'svg' && element.closest('svg')) continue;
    if (element.parentElement.closest('td, th') && element.tagName !== 'svg') continue;
    const box = element.getBoundingClientRect();
    if (!box.width || box.left < -width) continue;
    if (box.right > width + 0.5) found.push(`${name(element)} ends at ${Math.round(box.right)} px`);
    if (box.left < -0.5) found.push(`${name(element)} begins at ${Math.round(box.left)} px`);
    const style = getComputedStyle(element);
    if (element.tagName !== 'svg' && element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible'
        && style.display !== 'inline')
      found.push(`${name(element)} is cut off: ${element.scrollWidth} px of content in ${element.clientWidth} px`);
  }
  for (const text of document.querySelectorAll('svg.fledge-figure text')) {
    const box = text.getBoundingClientRect();
    const drawing = text.closest('svg').getBoundingClientRect();
    if (box.width && (box.right > drawing.right + 1 || box.left < drawing.left - 1))
      found.push(`the text "${text.textContent}" leaves its drawing in ${name(text.closest('svg'))}`);
  }
  return found;
}"""

# The middle of the first visible curve that has single runs, in pixels of the window; null where there is none.
CURVE = """() => {
  for (const svg of document.querySelectorAll('svg.fledge-figure')) {
    const chart = svg.closest('.narrow') ? svg.closest('.narrow').previousElementSibling.querySelector('svg') : svg;
    if (!svg.getBoundingClientRect().width || !chart.querySelector('[data-run]')) continue;
    const line = svg.querySelector('.fl-line[clip-path]');
    svg.scrollIntoView({ block: 'center' });
    const at = line.getPointAtLength(line.getTotalLength() / 2);
    const place = new DOMPoint(at.x, at.y).matrixTransform(svg.getScreenCTM());
    return [place.x, place.y];
  }
  return null;
}"""

# How many faults of one page, width and theme are printed; the rest is counted.
SHOWN = 8


def missing(what, advice):
    print(f"check_pages.py: expected {what}, found none; {advice}", file=sys.stderr)
    sys.exit(77)


def arguments():
    names = sys.argv[1:]
    pictures = None
    if "--pictures" in names:
        index = names.index("--pictures")
        if index + 1 >= len(names):
            usage()
        pictures = pathlib.Path(names[index + 1])
        del names[index:index + 2]
    if len(names) != 1 or names[0].startswith("-"):
        usage()
    folder = pathlib.Path(names[0])
    pages = sorted(folder.rglob("*.html")) if folder.is_dir() else [folder] if folder.is_file() else []
    if not pages:
        print(f"check_pages.py: expected HTML pages below {folder}, found none", file=sys.stderr)
        sys.exit(2)
    return folder, pages, pictures


def usage():
    print("usage: Scripts/check_pages.py FOLDER [--pictures OUTPUT]", file=sys.stderr)
    sys.exit(2)


def interact(tab):
    """The faults of what a reader can click: single runs of a curve, and readings of the settings."""
    faults = []
    place = tab.evaluate(CURVE)
    if place:
        drawn = lambda: tab.locator(".fl-runs path").count()
        tab.mouse.click(*place)
        if drawn() < 2:
            faults.append(f"a click on a curve shows {drawn()} single runs")
        faults += tab.evaluate(FIND)
        tab.mouse.click(*place)
        # Where a run passes through the very point, the second click is on that run.
        if drawn() and not tab.locator(".fl-runs .picked").count():
            faults.append(f"a second click leaves {drawn()} single runs")
        tab.mouse.move(0, 0)
    for index in range(tab.locator("figure .chooser").count()):
        chooser = tab.locator("figure .chooser").nth(index)
        before = chooser.locator("p.status").inner_text()
        chooser.locator("select").select_option(index=1)
        if tab.locator(".overview .chooser p.status").inner_text() == "":
            faults.append("another reading is not named in the overview")
        faults += tab.evaluate(FIND)
        chooser.locator("button").click()
        if chooser.locator("p.status").inner_text() != before:
            faults.append("the plainest reading does not come back")
    return faults


def check(browser, page, width, media, scheme, picture):
    """The faults of one page at one width and in one colour scheme."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        tab = context.new_page()
        errors = []
        tab.on("pageerror", lambda error: errors.append(f"the script fails: {error}"))
        tab.on("request", lambda request: errors.append(f"the page loads {request.url[:80]}")
               if request.url.startswith(("http:", "https:")) else None)
        tab.emulate_media(media=media, color_scheme=scheme)
        tab.goto(page.resolve().as_uri())
        found = tab.evaluate(FIND)
        if picture:
            tab.screenshot(path=str(picture), full_page=True)
        if media == "screen":
            found += interact(tab)
        return found + errors
    finally:
        context.close()


def main():
    folder, pages, pictures = arguments()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the module playwright", "install it with pip install playwright")
    chromium = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    if not chromium:
        missing("the program chromium", "install it with apt-get install chromium, or name it in CHROMIUM")
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    count = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for page in pages:
            name = str(page.relative_to(folder)) if folder.is_dir() else page.name
            for width, media in WIDTHS:
                for scheme in ("light", "dark"):
                    picture = pictures and pictures / f"{name.replace('/', '-')[:-5]}-{width}-{scheme}.png"
                    faults = check(browser, page, width, media, scheme, picture)
                    count += len(faults)
                    place = f"{name}, {width} px, {media}, {scheme}"
                    for fault in faults[:SHOWN]:
                        print(f"{place}: {fault}")
                    if len(faults) > SHOWN:
                        print(f"{place}: {len(faults) - SHOWN} more")
        browser.close()
    print(f"{len(pages)} pages, {len(WIDTHS)} widths, light and dark: {count} faults")
    sys.exit(1 if count else 0)


main()
