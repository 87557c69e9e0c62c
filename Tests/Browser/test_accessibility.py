"""Every view by the rules of axe-core, light and dark; and what rules do not see: focus, titles, zoom, no scripts."""
import importlib.util
import pathlib
import sys

import sample_runs
import screenshots
import support


def axe():
    """The rules' script, which a package of PyPI holds."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found, "needs the package axe-playwright-python"
    return (pathlib.Path(found.origin).parent / "axe.min.js").read_text()


def test_rules():
    script = axe()
    with support.folder() as folder:
        arguments = sample_runs.all_kinds(folder)
        with support.server(folder, *arguments) as server, support.browser() as browser:
            screenshots.live(server)
            found = []
            for dark in (False, True):
                with support.page(browser, server.url, dark=dark, width=1280 if dark else 390) as page:
                    for view in screenshots.VIEWS:
                        screenshots.visit(page, server, view)
                        page.evaluate(script)
                        for one in page.evaluate("async () => (await axe.run()).violations"):
                            places = [node["target"] for node in one["nodes"]][:3]
                            found.append(f"{view} {'dark' if dark else 'light'}: {one['id']}: {one['help']} {places}")
            assert not found, "\n".join(found)


def test_keyboard():
    with support.folder() as folder:
        sample_runs.norms(folder)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url) as page:
            page.locator("table.runs a").first.wait_for()
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.textContent") == "To the content"
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == "view"
            assert page.locator("table.runs").count() == 1, "the skip link must not leave the view"
            assert page.locator("nav a[aria-current=page]").inner_text() == "Runs"
            # A link of the list opens the run, and the focus is in its view.
            page.locator("table.runs a").first.focus()
            page.keyboard.press("Enter")
            page.get_by_role("heading", name="norms").wait_for()
            assert page.evaluate("document.activeElement.id") == "view"
            page.locator("nav a", has_text="Train").click()
            support.wait("the title", lambda: page.title() == "Train – Fledge")


def test_without_scripts():
    with support.folder() as folder:
        sample_runs.widths(folder, seeds=1)
        with support.server(folder, "--runs", "runs") as server, support.browser() as browser, \
                support.page(browser, server.url, java_script_enabled=False) as page:
            text = page.locator("main").inner_text()
            assert "need JavaScript" in text and "widths/64-seed-1" in text, text


def test_narrow():
    with support.folder() as folder:
        arguments = sample_runs.all_kinds(folder)
        with support.server(folder, *arguments) as server, support.browser() as browser, \
                support.page(browser, server.url, width=360) as page:
            for view in [name for name in screenshots.VIEWS if name != "live"]:
                screenshots.visit(page, server, view)
                excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert excess <= 0, f"{view}: {excess} px too wide"


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
