"""Makes a text report of one's own from the page, then one of its figures."""
import re
import sys

import support

NAME = "my report's text.md"


def test_own_report():
    with support.folder() as folder:
        (folder / "pages").mkdir()
        support.fledge("reproduce", "--new", folder / "pages" / NAME, cwd=folder)
        text = (folder / "pages" / NAME).read_text()
        text = re.sub("^id: .*$", "id: mine", text, count=1, flags=re.M)
        (folder / "pages" / NAME).write_text(text.replace("data: mnist", "data: moons"))
        with support.server(folder, "--runs", "runs", "--reports", "pages") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/reports") as page:
            card = page.get_by_role("region", name="A wider hidden layer helps")
            card.get_by_text("not made yet").wait_for()
            card.get_by_label("scale of mine").select_option("smoke")
            card.get_by_role("button", name="Make").click()
            support.wait("the page", lambda: card.get_by_role("link", name="open the page").count(), 60)
            whole = (folder / "pages/mine/index.html").read_bytes()
            page.goto(server.url + "reports/mine/index.html")
            page.get_by_role("link", name="Run this figure").first.click()
            support.wait("the figure's id", lambda: page.get_by_label("one figure of mine").count() and page.get_by_label("one figure of mine").input_value() == "fig1")
            assert page.get_by_label("scale of mine").input_value() == "smoke"
            # It is the reader who starts it.
            assert page.evaluate("document.activeElement.id") == "mine-run" and not (folder / "pages/mine/only").exists()
            page.keyboard.press("Enter")
            card = page.get_by_role("region", name="A wider hidden layer helps")
            support.wait("the figure alone", lambda: card.get_by_role("link", name="open the figures made alone").count(), 60)
            assert (folder / "pages/mine/index.html").read_bytes() == whole
            page.goto(server.url + "reports/mine/only/index.html")
            assert page.locator("#fig1").count() == 1 and page.locator("#table1").count() == 0
            page.get_by_role("link", name="mine", exact=True).click()
            page.locator("#table1").wait_for()


def test_report_with_a_mistake():
    with support.folder() as folder:
        (folder / "pages").mkdir()
        (folder / "pages/broken.md").write_text("---\nid: broken\n---\n")
        (folder / "pages/notes.md").write_text("# no report\n")
        with support.server(folder, "--runs", "runs", "--reports", "pages") as server, support.browser() as browser, \
                support.page(browser, server.url + "#/reports?report=gone&figure=fig1") as page:
            page.get_by_role("alert").get_by_text("gone: this report cannot be made here").wait_for()
            page.locator(".problem, main").get_by_text("broken.md").first.wait_for()


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
