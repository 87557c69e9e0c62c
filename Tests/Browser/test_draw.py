"""Draws digits as a person does: with the mouse, a finger and the keyboard."""
import sys

import support

LAYERS = ["--dataset", "mnist", "--layers", "64,32", "--epochs", "3", "--batch-size", "128"]

# Strokes of three digits, in shares of the pad.
SEVEN = [[(0.25, 0.22), (0.75, 0.22), (0.45, 0.85)]]
ONE = [[(0.52, 0.15), (0.48, 0.85)]]
ZERO = [[(0.5, 0.15), (0.3, 0.3), (0.26, 0.5), (0.3, 0.7), (0.5, 0.85), (0.7, 0.7), (0.74, 0.5), (0.7, 0.3), (0.5, 0.15)]]
FOUR = [[(0.33, 0.15), (0.28, 0.55), (0.75, 0.55)], [(0.66, 0.15), (0.63, 0.88)]]


def train(folder):
    """A network of MNIST, or of generated digits where MNIST is not there."""
    support.fledge("train", *LAYERS, "--output", folder / "runs/digits", "--quiet", cwd=folder)


def stroke(page, box, points):
    """One stroke of the mouse."""
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for x, y in places[1:]:
        page.mouse.move(x, y, steps=12)
    page.mouse.up()


def draw(page, strokes):
    """A digit by mouse on an empty pad."""
    page.get_by_role("button", name="Clear").click()
    box = page.locator("canvas.pad").bounding_box()
    for points in strokes:
        stroke(page, box, points)


def best(page):
    """The class that the page names."""
    return page.locator(".verdict b").inner_text()


def open_page(browser, server, **options):
    return support.page(browser, server.url + "#/draw", **options)


def test_mouse():
    with support.folder() as folder:
        train(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, open_page(browser, server) as page:
            page.locator("canvas.pad").wait_for()
            assert "Nothing is drawn yet" in page.locator(".verdict").inner_text()
            assert page.locator("#nearest-title").count() == 0
            for digit, strokes in {"7": SEVEN, "1": ONE, "0": ZERO, "4": FOUR}.items():
                draw(page, strokes)
                support.wait(f"a {digit}", lambda: page.locator(".verdict b").count() and best(page) == digit)
                shares = [float(text.split()[0]) for text in page.locator("table.bars td.n").all_inner_texts()]
                assert len(shares) == 10 and abs(sum(shares) - 100) < 1, shares
            # The nearest training images come half a second after the last stroke.
            support.wait("nearest images", lambda: page.locator("section .tiles li").count() == 5)
            labels = page.locator("section .tiles b").all_inner_texts()
            assert labels.count("4") >= 3, labels
            status = page.locator(".answer [role=status]")
            support.wait("the live region", lambda: "Looks like 4" in status.text_content())
            # Undo takes the last stroke back, clear all.
            page.get_by_role("button", name="Undo").click()
            support.wait("another answer", lambda: best(page) != "4" or page.locator(".verdict").inner_text())
            page.get_by_role("button", name="Clear").click()
            support.wait("nothing", lambda: "Nothing is drawn yet" in page.locator(".verdict").inner_text())
            assert set(page.locator("table.bars td.n").all_inner_texts()) == {"–"}
            support.wait("no nearest images", lambda: page.locator("#nearest-title").count() == 0)


def test_pen_width():
    with support.folder() as folder:
        train(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, open_page(browser, server) as page:
            page.locator("canvas.pad").wait_for()

            def ink(width):
                page.locator("input[type=range]").fill(str(width))
                draw(page, ONE)
                return page.evaluate(
                    "() => { const c = document.querySelector('canvas.pad');"
                    "return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 === 3 && v > 0).length; }")

            thin, thick = ink(8), ink(44)
            assert thick > 3 * thin, (thin, thick)
            # A stroke from outside, and one that leaves the pad, draw nothing wrong.
            box = page.locator("canvas.pad").bounding_box()
            page.get_by_role("button", name="Clear").click()
            stroke(page, box, [(0.5, 0.5), (1.4, 0.5)])
            assert page.locator(".verdict b").count() == 1


def test_touch_does_not_scroll():
    with support.folder() as folder:
        train(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                open_page(browser, server, width=390, height=500, has_touch=True, is_mobile=True) as page:
            page.locator("canvas.pad").wait_for()
            page.locator("canvas.pad").scroll_into_view_if_needed()
            box = page.locator("canvas.pad").bounding_box()
            before = page.evaluate("scrollY")
            session = page.context.new_cdp_session(page)

            def touch(kind, x=None, y=None):
                points = [] if x is None else [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}]
                session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

            touch("touchStart", 0.52, 0.12)
            for step in range(1, 25):
                touch("touchMove", 0.52 - step * 0.001, 0.12 + step * 0.03)
            touch("touchEnd")
            assert page.evaluate("scrollY") == before
            support.wait("a 1", lambda: page.locator(".verdict b").count() and best(page) == "1")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_keyboard():
    with support.folder() as folder:
        train(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, open_page(browser, server) as page:
            pad = page.locator("canvas.pad")
            pad.wait_for()
            assert "space bar" in page.locator(f"#{pad.get_attribute('aria-describedby')}").inner_text()
            for _ in range(40):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement === document.querySelector('canvas.pad')"):
                    break
            else:
                raise AssertionError("the pad is not reached by Tab")
            for _ in range(10):
                page.keyboard.press("ArrowUp")
            page.keyboard.press(" ")
            for _ in range(20):
                page.keyboard.press("ArrowDown")
            page.keyboard.press(" ")
            support.wait("a 1", lambda: page.locator(".verdict b").count() and best(page) == "1")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("Backspace")
            support.wait("nothing", lambda: "Nothing is drawn yet" in page.locator(".verdict").inner_text())


def test_no_network():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, open_page(browser, server) as page:
            page.get_by_text("fledge train --dataset mnist").wait_for()


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
