"""Looks inside networks: of digits, of a table, of real values, an autoencoder, and one with convolutions."""
import json
import sys

import support


def train(folder, name, *arguments):
    support.fledge("train", *arguments, "--output", folder / "runs" / name, "--quiet", cwd=folder)


def digits(folder, name="digits", *more):
    train(folder, name, "--dataset", "mnist", "--examples", "6000", "--layers", "24,12", "--epochs", "2", *more)


def table(folder):
    """Two columns decide, one is noise."""
    lines = ["width,height,noise,kind"]
    for row in range(240):
        x, y, z = (row * 37 % 101) / 50, (row * 53 % 97) / 48, (row * 29 % 89) / 44
        lines.append(f"{x},{y},{z},{'tall' if y > x else 'wide'}")
    (folder / "boxes.csv").write_text("\n".join(lines) + "\n")


def test_units():
    with support.folder() as folder:
        digits(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/inside/digits") as page:
            page.locator(".units li").first.wait_for()
            assert page.locator(".units li").count() == 24
            assert page.locator(".units canvas").count() == 24
            page.locator(".units button").nth(3).click()
            page.get_by_role("heading", name="Unit 3 of").wait_for()
            panel = page.get_by_role("region", name="The chosen unit")
            assert panel.locator("ul.tiles li").count() == 16
            # The strongest come first.
            strengths = [float(text.rsplit(": ", 1)[1]) for text in panel.locator("ul.tiles .tile > span").all_inner_texts()]
            assert strengths == sorted(strengths, reverse=True), strengths
            assert panel.locator("svg.histogram rect").count() == 40
            panel.get_by_role("button", name="Switch this unit off").click()
            panel.get_by_text("Its value set to 0").wait_for()
            assert panel.locator("table.narrow tbody tr").count() == 11
            found = server.get("/api/runs/digits/ablation?layer=0&unit=3")
            text = panel.locator("table.narrow tbody tr").first.inner_text()
            assert f"{100 * found['after']['all']['accuracy']:.2f} %" in text, text
            # A deeper layer shows its weights as bars by unit.
            page.get_by_role("button", name="2", exact=True).first.click()
            support.wait("twelve units", lambda: page.locator(".units li").count() == 12)
            page.locator(".units button").first.click()
            page.get_by_role("heading", name="Unit 0 of layer 2").wait_for()
            assert panel.locator("table.bars tbody tr").count() == 20


def test_steps():
    with support.folder() as folder:
        digits(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/inside/digits") as page:
            mistakes = page.get_by_role("region", name="Examples")
            mistakes.locator(".tiles button").first.wait_for()
            found = server.get("/api/runs/digits/examples?only=mistakes&count=24")
            assert all(example["label"] != example["predicted"] for example in found["examples"])
            errors = [example["error"] for example in found["examples"]]
            assert errors == sorted(errors, reverse=True)
            page.locator(".units button").nth(1).click()
            page.get_by_role("heading", name="Unit 1 of").wait_for()
            mistakes.locator(".tiles button").first.click()
            steps = page.get_by_role("region", name="One example step by step")
            steps.get_by_text("which is wrong").wait_for()
            assert steps.locator("ol.steps > li").count() == 6
            # Numbers open on demand.
            last = steps.locator("ol.steps > li").last
            last.locator("summary").click()
            support.wait("ten numbers", lambda: last.locator("tbody tr").count() == 10)
            # With a chosen unit the answer without it stands beside the other.
            assert steps.locator("table.bars").count() == 2
            # The gradient of another output.
            steps.locator("select").select_option("3")
            support.wait("another gradient", lambda: steps.locator("canvas[aria-label='Gradient of 3 by each pixel']").count() == 1)
            page.locator("#inside-example").fill("17")
            page.get_by_role("button", name="Open").click()
            page.get_by_role("heading", name="Example 17 step by step").wait_for()


def test_tables_and_values():
    with support.folder() as folder:
        table(folder)
        train(folder, "boxes", "--dataset", "csv", "--data", "boxes.csv", "--label", "kind", "--layers", "6", "--epochs", "20")
        train(folder, "heights", "--dataset", "csv", "--data", "boxes.csv", "--label", "height", "--task", "regression", "--layers", "4", "--epochs", "3")
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser:
            with support.page(browser, server.url + "#/inside/boxes") as page:
                page.locator(".units button").first.click()
                panel = page.get_by_role("region", name="The chosen unit")
                panel.get_by_role("rowheader", name="height").first.wait_for()
                page.locator("#inside-example").fill("1")
                page.get_by_role("button", name="Open").click()
                steps = page.get_by_role("region", name="One example step by step")
                steps.get_by_role("rowheader", name="noise").first.wait_for()
            with support.page(browser, server.url + "#/inside/heights") as page:
                mistakes = page.get_by_role("region", name="Examples")
                mistakes.get_by_role("heading", name="Largest errors").wait_for()
                page.locator(".units button").first.click()
                page.get_by_role("button", name="Switch this unit off").click()
                page.get_by_text("mean absolute error").wait_for()
                mistakes.locator(".tiles button").first.click()
                page.get_by_text("absolute error").first.wait_for()


def test_missing_data():
    with support.folder() as folder:
        table(folder)
        train(folder, "boxes", "--dataset", "csv", "--data", "boxes.csv", "--label", "kind", "--layers", "6", "--epochs", "2")
        (folder / "boxes.csv").unlink()
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/inside/boxes", expected=("409",)) as page:
            # Weights need no data; what needs them says so.
            page.get_by_text("What the units do cannot be measured").wait_for()
            page.locator(".units button").first.click()
            panel = page.get_by_role("region", name="The chosen unit")
            panel.get_by_text("What it does cannot be measured").wait_for()
            assert panel.get_by_role("rowheader", name="height").count() >= 1
            page.get_by_text("boxes.csv: expected the data").first.wait_for()


def test_convolutions_and_codes():
    with support.folder() as folder:
        train(folder, "filters", "--dataset", "mnist", "--examples", "1000", "--convolutions", "4", "--layers", "8", "--epochs", "1")
        train(folder, "codes", "--dataset", "mnist", "--examples", "1000", "--autoencoder", "16,3", "--epochs", "1")
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser:
            with support.page(browser, server.url + "#/inside/filters") as page:
                page.locator(".units li").first.wait_for()
                assert page.locator(".units li").count() == 4
                layers = server.get("/api/runs/filters/layers")["layers"]
                pool = next(layer["path"] for layer in layers if layer["kind"].startswith("max"))
                page.get_by_role("button", name=pool, exact=True).first.click()
                page.get_by_text("no weights of their own").wait_for()
            with support.page(browser, server.url + "#/inside/codes") as page:
                page.get_by_role("region", name="Examples").locator(".tiles button").first.click()
                page.get_by_text("no single output").wait_for()


def test_bad_questions():
    with support.folder() as folder:
        digits(folder, "digits", "--validation", "0")
        with support.server(folder, "--runs", "runs") as server:
            for path, status in {
                "layer=99": 409, "layer=0&unit=24": 409, "layer=0&unit=-1": 400, "layer=0&unit=x": 400, "unit=0": 400,
                "layer=0&set=other": 400, "layer=0&set=validation": 404,
            }.items():
                code, body = server.request(f"/api/runs/digits/unit?{path}")
                assert code == status and "\n" not in json.loads(body)["error"], (path, code, body)
            for body in [{}, {"values": [1, 2]}, {"values": ["a"] * 784}, {"values": [0] * 784, "count": 0}]:
                code, answer = server.post("/api/runs/digits/nearest", body)
                assert code == 400, (code, answer)
            assert server.request("/api/runs/digits/latent")[0] == 409
            assert server.request("/api/runs/digits/examples?indices=1,99999999")[0] == 400
            assert server.request("/api/runs/none/layers")[0] == 404
            (folder / "runs/digits/model.safetensors").write_bytes(b"")
            assert server.request("/api/runs/digits/layers")[0] == 409


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
