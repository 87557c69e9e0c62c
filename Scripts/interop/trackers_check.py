#!/usr/bin/env python3
"""Proves the exports to Trackio and MLflow with their own clients; MLflow's server runs on a free port of this machine.

    python trackers_check.py PROGRAM [--data MNIST]

Needs requirements.txt. Without --data the digits are generated ones.
"""

import argparse
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from tracked_runs import DIGITS, REGRESSION, STUDY, Checks, Fledge, make_table

NAME = 'widths =1, "odd"'


def rows(fledge, source):
    """The epochs of a run or study by the name of the run, as fledge writes them."""
    fledge.run("export", source, "--history", "history.jsonl")
    found = {}
    for line in (fledge.folder / "history.jsonl").read_text().splitlines():
        row = json.loads(line)
        found.setdefault(row["run"], []).append(row)
    return found


METRICS = ["epoch", "learning_rate", "training_loss_seen", "training_accuracy_seen", "training_loss", "training_accuracy",
           "validation_loss", "validation_accuracy", "seconds"]


def check_trackio(checks, fledge):
    folder = fledge.folder / "trackio"
    os.environ["TRACKIO_DIR"] = str(folder)
    import trackio
    from trackio.sqlite_storage import SQLiteStorage

    output, seconds = fledge.run("export", NAME, "--trackio", "trackio", "--json")
    done = json.loads(output)["written"][0]
    print(f"Trackio: 6 runs exported in {seconds:.3f} s")
    checks.equal((done["added"], done["present"]), (6, 0), "runs added")
    project = done["project"]
    checks.equal(SQLiteStorage.get_projects(), [project], "projects")
    records = SQLiteStorage.get_run_records(project)
    expected = rows(fledge, NAME)
    checks.equal(sorted(record["name"] for record in records), sorted(expected), "runs")
    configs = SQLiteStorage.get_all_run_configs(project)
    for record in records:
        logs = SQLiteStorage.get_logs(project, record["name"], run_id=record["id"])
        checks.equal([log["step"] for log in logs], [row["step"] for row in expected[record["name"]]], "steps")
        for log, row in zip(logs, expected[record["name"]]):
            for metric in METRICS:
                checks.equal(log.get(metric), row[metric], f"{metric} of {record['name']}")
        checks.true(logs[-1]["test_accuracy"] is not None, "test accuracy")
        config = configs[record["id"]]
        checks.equal(config["seed"], expected[record["name"]][0]["seed"], "seed")
        checks.equal(config["_Group"], expected[record["name"]][0]["variant"], "group")
        checks.equal(config["layers"], [16] if config["_Group"] == "=narrow, small" else [48], "layers")

    # Trackio writes to the same project; both stay.
    SQLiteStorage.bulk_log(project, "of trackio", [{"loss": 1.0}], run_id="f" * 32, config={"a": 1})
    again = json.loads(fledge.run("export", NAME, "--trackio", "trackio", "--json")[0])["written"][0]
    checks.equal((again["added"], again["present"]), (0, 6), "a repeated export")
    checks.equal(len(SQLiteStorage.get_run_records(project)), 7, "runs after both wrote")
    for run in ["digits", "regression"]:
        _, seconds = fledge.run("export", f"runs/{run}", "--trackio", "trackio")
        print(f"Trackio: {run} exported in {seconds:.3f} s")
    checks.equal(SQLiteStorage.get_projects(), sorted([project, "fledge"]), "projects with that of single runs")
    checks.equal(sorted(SQLiteStorage.get_runs("fledge")), ["digits", "regression"], "single runs")
    (folder / "fledge.db").write_text("not a database")
    fledge.run("export", "runs/digits", "--trackio", "trackio", status=65)
    checks.equal((folder / "fledge.db").read_text(), "not a database", "a foreign file")
    return trackio.__version__


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(folder, port):
    process = subprocess.Popen(
        [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
         "--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", f"{folder}/artifacts"],
        stdout=subprocess.DEVNULL, stderr=open(folder / "mlflow.log", "w"), start_new_session=True,
    )
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1)
            return process
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
    raise SystemExit("the MLflow server did not start: " + (folder / "mlflow.log").read_text()[-500:])


def check_mlflow(checks, fledge):
    import mlflow

    port = free_port()
    address = f"http://127.0.0.1:{port}"
    fledge.run("export", NAME, "--mlflow", address, status=1)
    server = start_server(fledge.folder, port)
    try:
        # A killed export leaves a run that the next one replaces.
        process = subprocess.Popen(fledge.command("export", NAME, "--mlflow", address), cwd=fledge.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        client = mlflow.MlflowClient(address)
        while client.get_experiment_by_name(NAME) is None:
            time.sleep(0.01)
        experiment = client.get_experiment_by_name(NAME)
        while not client.search_runs([experiment.experiment_id]):
            time.sleep(0.01)
        process.kill()
        process.wait()
        output, seconds = fledge.run("export", NAME, "--mlflow", address, "--json")
        done = json.loads(output)["written"][0]
        print(f"MLflow: {done['sent']} runs sent in {seconds:.3f} s, {done['present']} were there")
        checks.equal(done["sent"] + done["present"], 6, "runs")
        found = client.search_runs([experiment.experiment_id])
        expected = rows(fledge, NAME)
        checks.equal(sorted(run.info.run_name for run in found), sorted(expected), "names of runs")
        for run in found:
            checks.equal(run.info.status, "FINISHED", "status")
            lines = expected[run.info.run_name]
            for metric in METRICS:
                values = [(row["step"], row[metric]) for row in lines if row[metric] is not None]
                history = client.get_metric_history(run.info.run_id, metric) if values else []
                checks.equal(sorted((m.step, m.value) for m in history), values, f"{metric} of {run.info.run_name}")
            checks.true(run.data.metrics["test_accuracy"] > 0, "test accuracy")
            checks.equal(run.data.params["seed"], str(lines[0]["seed"]), "seed")
            checks.equal(run.data.tags["fledge.variant"], lines[0]["variant"], "variant")
            checks.equal(len(run.data.tags["fledge.run"]), 64, "identity")
        again = json.loads(fledge.run("export", NAME, "--mlflow", address, "--json")[0])["written"][0]
        checks.equal((again["sent"], again["present"]), (0, 6), "a repeated export")
        fledge.run("export", "runs/regression", "--mlflow", address)
        (run,) = client.search_runs([client.get_experiment_by_name("fledge").experiment_id])
        checks.equal(run.data.metrics["test_mae"] if "test_mae" in run.data.metrics else None,
                     fledge.record("regression").get("test_mae"), "error of the regression")
    finally:
        server.terminate()
        server.wait()
    return mlflow.__version__


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--data")
    arguments = parser.parse_args()
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        fledge = Fledge(arguments.program, folder, arguments.data)
        make_table(folder)
        fledge.train("digits", *DIGITS)
        fledge.train("regression", *REGRESSION, mnist=False)
        data = f", data: '{os.path.abspath(arguments.data)}'" if arguments.data else ""
        (pathlib.Path(folder) / "study.yaml").write_text(STUDY % data)
        fledge.run("study", "run", "study.yaml", "--quiet")
        versions = check_trackio(checks, fledge), check_mlflow(checks, fledge)
    print(f"Trackio {versions[0]}, MLflow {versions[1]}: {checks.count} checks hold")


if __name__ == "__main__":
    main()
