"""A folder of small runs of every kind for the browser tests: seeds of two widths, norms, codes, a table, and broken ones."""
import shutil

import support

DIGITS = ["--dataset", "digits", "--examples", "1200", "--test-examples", "300"]
AWKWARD = "<b>bold</b> & \"quotes\", comma"


def train(folder, name, *arguments):
    """Trains one run below `runs`."""
    support.fledge("train", *arguments, "--output", folder / "runs" / name, "--quiet", cwd=folder)


def widths(folder, seeds=3):
    """Two groups of runs that differ in their width, over the same seeds."""
    for width in (16, 64):
        for seed in range(1, seeds + 1):
            train(folder, f"widths/{width}-seed-{seed}", *DIGITS, "--layers", width, "--epochs", "6", "--seed", seed)


def norms(folder):
    """A run whose history has norms by layer."""
    train(folder, "norms", *DIGITS, "--layers", "32,16", "--epochs", "12", "--dropout", "0.1", "--track", "norms")


def codes(folder):
    """An autoencoder of two codes."""
    train(folder, "codes", *DIGITS, "--autoencoder", "64,2", "--epochs", "3")


def broken(folder):
    """Runs with something wrong: an empty one, a damaged record, no record, and an awkward name."""
    runs = folder / "runs"
    (runs / "nothing").mkdir()
    (runs / "nothing/config.yaml").write_bytes(b"")
    train(folder, "damaged", *DIGITS, "--layers", "8", "--epochs", "2")
    record = runs / "damaged/record.json"
    record.write_bytes(record.read_bytes()[:200])
    shutil.copytree(runs / "damaged", runs / "half")
    (runs / "half/record.json").unlink()
    shutil.copytree(runs / "damaged", runs / AWKWARD.replace("/", "\u2044"))


def study(folder):
    """A store with one study."""
    (folder / "study.yaml").write_text(
        "study: widths\ntrain: {dataset: digits, examples: 800, test-examples: 200, epochs: 4}\n"
        "grid: {layers: [[8], [32]]}\nseeds: 3\ncompare: test_accuracy\n")
    support.fledge("study", "run", "study.yaml", "--store", "store.db", cwd=folder)


def all_kinds(folder):
    """Everything above; the arguments of a server that shows it."""
    widths(folder)
    norms(folder)
    codes(folder)
    broken(folder)
    study(folder)
    (folder / "reports").mkdir()
    return ["--runs", "runs", "--store", "store.db", "--reports", "reports"]


def start(server, name, **settings):
    """Starts a training that goes on for long, as the page does."""
    long = {"dataset": "digits", "examples": "2000", "test-examples": "300", "layers": "[32]", "epochs": "100000"}
    status, answer = server.post("/api/trainings", {"name": name, "settings": long | settings})
    assert status == 200, answer
    return answer["id"]


def control(server, name, command, **values):
    """Steers a training and returns its answer."""
    status, answer = server.post(f"/api/runs/{name}/control", {"command": command} | values)
    assert status == 200, answer
    return answer
