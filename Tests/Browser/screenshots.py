"""Pictures of every view, light and dark, 390 and 1280 px wide, to look at.

    python3 Tests/Browser/screenshots.py FOLDER [VIEW…]
"""
import pathlib
import sys

import sample_runs
import support

GROUPS = ",".join(f"widths%252F{width}-seed-{seed}" for width in (16, 64) for seed in (1, 2, 3))
VIEWS = {
    "runs": "runs", "run": "runs/norms", "live": "runs/live", "damaged": "runs/damaged", "empty": "runs/nothing",
    "compare": f"compare?runs={GROUPS}", "studies": "studies", "study": "studies/widths", "train": "train", "yaml": "train?as=yaml",
    "reports": "reports", "draw": "draw", "inside": "inside/norms", "latent": "latent/codes", "playground": "playground",
    "none": "nothing",
}


def visit(opened, server, view):
    """Opens a view and waits until it is quiet."""
    opened.goto("about:blank")
    opened.goto(f"{server.url}#/{VIEWS[view]}")
    opened.locator("main h1, main .problem").first.wait_for()
    opened.wait_for_timeout(1500 if view in ("draw", "inside", "latent", "playground") else 500)


def live(server):
    """A paused training whose learning rate was changed on the way."""
    sample_runs.start(server, "live", dropout="0.2")
    rows = lambda: len(server.get("/api/runs/live")["history"].get("rows") or [])
    support.wait("epochs", lambda: rows() >= 20)
    sample_runs.control(server, "live", "set", **{"learning-rate": 0.0001})
    seen = rows()
    support.wait("more epochs", lambda: rows() >= seen + 20)
    sample_runs.control(server, "live", "pause")


def main(target, views):
    target.mkdir(parents=True, exist_ok=True)
    with support.folder() as folder:
        arguments = sample_runs.all_kinds(folder)
        with support.server(folder, *arguments) as server, support.browser() as browser:
            live(server)
            for dark in (False, True):
                for width in (1280, 390):
                    with support.page(browser, server.url, width=width, height=900, dark=dark) as opened:
                        for view in views:
                            visit(opened, server, view)
                            tone = "dark" if dark else "light"
                            opened.screenshot(path=target / f"{view}-{width}-{tone}.png", full_page=True)
                            excess = opened.evaluate("document.documentElement.scrollWidth - innerWidth")
                            assert excess <= 0, f"{view} at {width}: {excess} px too wide"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("expected a folder for the pictures")
    main(pathlib.Path(sys.argv[1]), sys.argv[2:] or list(VIEWS))
