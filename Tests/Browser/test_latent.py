"""Walks through the codes of an autoencoder, and mixes two drawings."""
import sys
import time

import support
from test_draw import ONE, SEVEN, stroke


def train(folder, name, layers):
    support.fledge(
        "train", "--dataset", "mnist", "--examples", "4000", "--autoencoder", layers, "--epochs", "2", "--output",
        folder / "runs" / name, "--quiet", cwd=folder)


def pixels(page, selector):
    """The bytes of a canvas."""
    return page.evaluate(
        "(selector) => { const c = document.querySelector(selector);"
        "return [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]; }", selector)


def test_drag():
    with support.folder() as folder:
        train(folder, "codes", "64,2")
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/latent/codes") as page:
            page.locator("canvas.map").wait_for()
            support.wait("nearest examples", lambda: page.locator(".tiles li").count() >= 5)
            before = pixels(page, "canvas.huge")
            box = page.locator("canvas.map").bounding_box()
            place = lambda x, y: (box["x"] + x * box["width"], box["y"] + y * box["height"])
            page.mouse.move(*place(0.2, 0.8))
            page.mouse.down()
            frames = int(page.locator("canvas.huge").first.get_attribute("data-frames"))
            start = time.monotonic()
            # A second of dragging along a circle, with many more moves than frames.
            rate = page.evaluate(
                """async () => {
                  const map = document.querySelector("canvas.map"), box = map.getBoundingClientRect();
                  const image = document.querySelector("canvas.huge"), first = Number(image.dataset.frames), start = performance.now();
                  for (let turn = 0; performance.now() - start < 1500; turn += 1) {
                    map.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, buttons: 1, pointerId: 1,
                      clientX: box.left + box.width * (.5 + .3 * Math.cos(turn / 20)), clientY: box.top + box.height * (.5 + .3 * Math.sin(turn / 20)) }));
                    await new Promise((done) => setTimeout(done, 4));
                  }
                  return (Number(image.dataset.frames) - first) / (performance.now() - start) * 1000;
                }""")
            page.mouse.up()
            assert time.monotonic() - start < 10 and frames >= 0
            print(f"  decoded images a second: {rate:.0f}")
            assert rate >= 30, rate
            assert pixels(page, "canvas.huge") != before
            # What is shown is what the command decodes: the same code gives the same image again.
            page.locator("canvas.map").focus()
            shown = pixels(page, "canvas.huge")
            page.keyboard.press("ArrowRight")
            support.wait("another image", lambda: pixels(page, "canvas.huge") != shown)
            page.keyboard.press("ArrowLeft")
            support.wait("the same image", lambda: pixels(page, "canvas.huge") == shown)
            plain = pixels(page, "canvas.map")
            page.get_by_label("Class regions").check()
            support.wait("class regions", lambda: pixels(page, "canvas.map") != plain)
            # An example's tile leads to its code, whose nearest example it is.
            page.locator(".tiles button").first.click()
            support.wait("distance 0", lambda: "distance 0.00" in page.locator(".tiles button").first.inner_text())


def test_planes():
    with support.folder() as folder:
        train(folder, "wide", "32,8")
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/latent/wide") as page:
            page.get_by_text("two leading principal components").wait_for()
            page.get_by_label("To the right").select_option("4")
            page.get_by_text("the others are held at their means").wait_for()
            assert page.get_by_label("Upwards").input_value() != ""
            page.get_by_label("To the right").select_option("")
            page.get_by_text("two leading principal components").wait_for()


def test_mixing_drawings():
    with support.folder() as folder:
        train(folder, "codes", "64,2")
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/latent/codes") as page:
            page.get_by_text("Nothing is drawn on A and B yet.").wait_for()
            for index, strokes in enumerate([SEVEN, ONE]):
                pad = page.locator("canvas.pad").nth(index)
                pad.scroll_into_view_if_needed()
                for points in strokes:
                    stroke(page, pad.bounding_box(), points)
            slider = page.get_by_label("From A to B", exact=True)
            slider.wait_for()
            image = "section canvas.huge"
            slider.fill("0")
            first = pixels(page, image)
            slider.fill("1")
            assert pixels(page, image) != first
            slider.fill("0")
            assert pixels(page, image) == first
            assert page.locator("section ul.tiles li").count() == 9
            page.get_by_role("button", name="Clear").first.click()
            page.get_by_text("Nothing is drawn on A yet.").wait_for()


def test_other_networks():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/latent") as page:
            page.get_by_text("--autoencoder 128,2").wait_for()


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
