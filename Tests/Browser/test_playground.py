"""The playground: trains, keeps its state in the address, reads tables and points, and gives the command's weights."""
import base64
import json
import pathlib
import shlex
import struct
import sys

import support


def open_playground(browser, server, query="", **options):
    """A page with the playground, once it is there."""
    return support.page(browser, server.url + "#/playground" + query, **options)


def fact(page, name):
    """A number of the bar."""
    return page.locator(".pg-bar dl div", has_text=name).locator("dd").inner_text()


def press(page, name):
    page.locator(".pg-bar").get_by_role("button", name=name).click()


def command_weights(page, folder):
    """The weights after the page's own command, as base64 by layer."""
    words = shlex.split(page.locator(".pg pre").inner_text())
    assert words[:2] == ["fledge", "train"], words
    support.fledge(*words[1:], "--output", folder / "run", "--quiet", cwd=folder)
    stored = (folder / "run/model.safetensors").read_bytes()
    length = struct.unpack("<Q", stored[:8])[0]
    header = json.loads(stored[8:8 + length])
    header.pop("__metadata__", None)
    names = sorted(header, key=lambda name: (int(name.split(".")[0]), name.endswith("bias")))
    parts = [stored[8 + length + header[name]["data_offsets"][0]:8 + length + header[name]["data_offsets"][1]] for name in names]
    return base64.b64encode(b"".join(parts)).decode()


def page_weights(page):
    """The weights that the page shows."""
    return page.evaluate(
        """() => { const all = document.querySelector(".pg").playground.weights(); let text = "";
           for (const { weight, bias } of all) for (const part of [weight, bias])
             for (const byte of new Uint8Array(part.buffer)) text += String.fromCharCode(byte);
           return btoa(text); }""")


def test_play():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, open_playground(browser, server) as page:
            page.locator(".pg-toys").wait_for()
            first = float(fact(page, "Training loss"))
            page.locator(".pg-toys label", has_text="moons").click()
            press(page, "Play")
            support.wait("epochs", lambda: int(fact(page, "Epoch").replace(",", "")) > 20)
            press(page, "Pause")
            assert f"--epochs {fact(page, 'Epoch')} " in page.locator(".pg pre").inner_text()
            assert float(fact(page, "Training loss")) < first / 3, (first, fact(page, "Training loss"))
            assert page.locator("canvas.pg-unit").count() == 10
            assert page.locator(".pg-flow li").count() == 3
            page.get_by_role("button", name="+ layer").click()
            assert page.locator("canvas.pg-unit").count() == 14 and fact(page, "Epoch") == "0"
            assert "h=6,4,4" in page.url and "d=moons" in page.url, page.url


def test_address_and_command():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        query = "?d=spirals&n=300&v=0.1&h=7,5&a=relu&o=momentum&r=0.03&b=32&w=0.001&z=0.05&p=0.1&s=12345678901234567"
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, open_playground(browser, server, query) as page:
            page.locator(".pg-toys").wait_for()
            for _ in range(12):
                press(page, "One epoch")
            press(page, "One batch")
            assert "stops after epoch 12" in page.locator(".pg").inner_text()
            press(page, "Reset")
            for _ in range(12):
                press(page, "One epoch")
            assert sorted(page.url.split("?")[1].split("&")) == sorted(query[1:].split("&")), page.url
            expected = command_weights(page, folder)
            assert page_weights(page) == expected, "the command gave other weights"
            page.reload()
            page.locator(".pg-toys").wait_for()
            assert page.get_by_label("Seed").input_value() == "12345678901234567"
            assert page.get_by_label("Optimizer").input_value() == "momentum"


def test_own_points():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                open_playground(browser, server, "?d=points&h=5&v=0.1&b=4", accept_downloads=True) as page:
            plane = page.locator("canvas.pg-big")
            plane.wait_for()
            assert "Click into the plane" in page.locator(".problem").first.inner_text()
            side = plane.bounding_box()["width"]
            for label, places in [("A", [(0.2, 0.2), (0.3, 0.6), (0.15, 0.8), (0.4, 0.35), (0.25, 0.4)]),
                                  ("C", [(0.7, 0.2), (0.8, 0.7), (0.65, 0.5), (0.9, 0.4), (0.75, 0.9)])]:
                page.get_by_label(label, exact=True).check()
                for x, y in places:
                    plane.click(position={"x": x * side, "y": y * side})
            # A click on a point removes it; the keyboard adds one.
            plane.click(position={"x": 0.2 * side, "y": 0.2 * side})
            plane.focus()
            said = page.locator(".pg > [role=status]")
            for key, expected in [("ArrowLeft", "x −0.1000, y 0"), ("ArrowUp", "x −0.1000, y 0.1000"), ("Enter", "10 points")]:
                page.keyboard.press(key)
                assert said.inner_text() == expected, (key, said.inner_text())
            assert len(page.url.split("pts=")[1].split("&")[0]) == 5 * 10, page.url
            for _ in range(20):
                press(page, "One epoch")
            with page.expect_download() as download:
                page.get_by_role("button", name="Download points.csv").click()
            download.value.save_as(folder / "points.csv")
            assert page_weights(page) == command_weights(page, folder), "the command gave other weights"
            address = page.url
            with support.page(browser, address) as again:
                again.locator(".pg-toys").wait_for()
                for _ in range(20):
                    press(again, "One epoch")
                assert page_weights(again) == page_weights(page)


def test_own_table():
    rows = [f"{150 + i % 50 + i / 7},{40 + i * 7 % 61},{['oak', 'elm', 'ash'][(i % 50 > 25) + (i * 7 % 61 > 40)]}" for i in range(120)]
    text = "height,the weight,kind\n" + "\n".join(rows) + "\n"
    with support.folder() as folder:
        (folder / "runs").mkdir()
        (folder / "my trees.csv").write_text(text)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                open_playground(browser, server, "?d=csv&o=sgd&r=0.1") as page:
            file = page.locator(".pg input[type=file]")
            file.set_input_files(folder / "my trees.csv")
            support.wait("the table", lambda: "120 rows" in page.locator(".pg-data").inner_text())
            for _ in range(10):
                press(page, "One epoch")
            assert page_weights(page) == command_weights(page, folder), "the command gave other weights"
            problem = page.locator(".problem").first

            def refused(name, content, expected):
                (folder / name).write_bytes(content)
                page.locator(".pg input[type=file]").set_input_files(folder / name)
                support.wait(expected, lambda: expected in problem.inner_text())
                assert "\n" not in problem.inner_text()

            refused("huge.csv", b"1,2\n" * 25_000_000, "huge.csv: expected at most 2 MB, found 100.0 MB")
            refused("empty.csv", b"", "expected a table of two rows")
            refused("binary.csv", bytes(range(256)) * 8, "expected UTF-8 text")
            refused("short.csv", b"a,b,class\n1,2,x\n3,y\n", "short.csv, line 3: expected 3 columns, found 2")
            refused("quote.csv", b'a,b,class\n1,2,"x\n3,4,y\n', "quote.csv, line 2: expected a closing quote")
            refused("marks.csv", b"a;b;class\n1,5;2;x\n3;4.5;y\n", "marks.csv: expected one decimal mark")
            (folder / "gap.csv").write_text("a,b,class\n" + "1,2,x\n3,4,y\n" * 9)
            page.locator(".pg input[type=file]").set_input_files(folder / "gap.csv")
            support.wait("the table", lambda: "18 rows" in page.locator(".pg-data").inner_text())
            page.get_by_label("Column to learn").select_option("b")
            page.get_by_role("checkbox", name="class").check()
            support.wait("the mistake", lambda: "gap.csv, line 2, column 3 (class): expected a number, found “x”" in problem.inner_text())


def test_back():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                open_playground(browser, server, "?d=moons") as page:
            page.locator(".pg-toys").wait_for()
            page.get_by_role("link", name="Studies").click()
            page.get_by_role("heading", name="Studies").wait_for()
            page.go_back()
            page.locator(".pg-toys").wait_for(timeout=5000)
            assert page.get_by_label("moons").is_checked()


def test_note_of_the_command():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, open_playground(browser, server) as page:
            note = page.locator(".pg-below .hint").last
            assert "trains for the first epoch" in note.inner_text()
            press(page, "One epoch")
            assert "ends with the weights that are shown" in note.inner_text(), note.inner_text()
            press(page, "One batch")
            assert "stops after epoch 1" in note.inner_text(), note.inner_text()


def test_nothing_to_learn():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, open_playground(browser, server) as page:
            parts = page.locator(".pg-unit, .pg-lines path, .pg-legend li, .pg-flow li, .pg-add")
            page.locator(".pg-add").wait_for()
            page.locator(".pg-toys label", has_text="your CSV").click()
            assert "Choose a CSV file" in page.locator(".problem").first.inner_text()
            # What the last examples had would be taken for the network that is to be trained.
            assert parts.count() == 0, parts.count()
            page.locator(".pg-toys label", has_text="moons").click()
            assert page.locator(".pg-unit").count() == 10 and page.locator(".pg-add").count() == 1


def test_left_while_a_file_is_read():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        (folder / "table.csv").write_text("a,b,class\n" + "1,2,x\n3,4,y\n" * 9)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                open_playground(browser, server, "?d=csv") as page:
            page.evaluate("""() => { const read = Blob.prototype.arrayBuffer;
                Blob.prototype.arrayBuffer = async function () { await new Promise((done) => { window.readNow = done; }); return read.call(this); }; }""")
            page.locator(".pg input[type=file]").set_input_files(folder / "table.csv")
            page.get_by_role("link", name="Studies").click()
            page.get_by_role("heading", name="Studies").wait_for()
            page.evaluate("async () => { readNow(); await new Promise((done) => setTimeout(done, 300)); }")
            assert page.url.endswith("#/studies"), page.url


def test_play_ends_by_itself():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        # One step is an epoch. With less motion pictures are rare, so the last epochs would go unseen.
        query = "?d=line&o=sgd&r=100&a=relu&n=100&b=100"
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                open_playground(browser, server, query, reduced_motion="reduce") as page:
            page.get_by_label("Speed").select_option("slow")
            press(page, "Play")
            support.wait("the end", lambda: "no longer a number" in page.locator(".problem").first.inner_text())
            assert page.get_by_role("button", name="Play").count() == 1
            assert f"--epochs {fact(page, 'Epoch')} " in page.locator(".pg pre").inner_text(), (fact(page, "Epoch"), page.locator(".pg pre").inner_text())


def test_narrow_and_dark():
    with support.folder() as folder:
        (folder / "runs").mkdir()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser:
            for width in (360, 390, 768, 1280, 1920):
                with open_playground(browser, server, "?d=moons&h=12,8,6,4,3", width=width, dark=width == 390) as page:
                    page.locator(".pg-toys").wait_for()
                    assert page.evaluate("document.documentElement.scrollWidth") <= width, width
                    unnamed = page.evaluate(
                        """() => [...document.querySelectorAll(".pg button, .pg input, .pg select, .pg canvas:not([aria-hidden])")].filter((one) =>
                          !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length)).map((one) => one.outerHTML)""")
                    assert not unnamed, unnamed


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
