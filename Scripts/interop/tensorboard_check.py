#!/usr/bin/env python3
"""Proves event files with TensorBoard's own readers.

    python tensorboard_check.py PROGRAM [--data MNIST]

Needs requirements.txt. Without --data the digits are generated ones.
"""

import argparse
import os
import pathlib
import signal
import struct
import subprocess
import tempfile
import time

import tensorboard
from google.protobuf import text_format
from tensorboard.backend.event_processing import data_provider, event_accumulator, plugin_event_multiplexer
from tensorboard.context import RequestContext
from tensorboard.data import provider, server_ingester
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, list_session_groups
from tensorboard.plugins.projector import projector_config_pb2, projector_plugin
from tensorboard.util import grpc_util

from tracked_runs import AUTOENCODER, CONVOLUTION, DIGITS, REGRESSION, STUDY, Checks, Fledge, make_table, weights

TAGS = {
    "learning_rate": "learning_rate",
    "training_loss_seen": "loss/training_seen",
    "training_accuracy_seen": "accuracy/training_seen",
    "training_loss": "loss/training",
    "training_accuracy": "accuracy/training",
    "validation_loss": "loss/validation",
    "validation_accuracy": "accuracy/validation",
    "seconds": "seconds",
    "epoch": "epoch",
}
RESULTS = {"test_loss": "test/loss", "test_accuracy": "test/accuracy", "test_mae": "test/mae", "test_r2": "test/r2"}


def accumulator(folder):
    reader = event_accumulator.EventAccumulator(
        str(folder), size_guidance={kind: 0 for kind in event_accumulator.DEFAULT_SIZE_GUIDANCE}
    )
    return reader.Reload()


def check_numbers(checks, reader, history, record):
    """Every column of history.csv, and the results."""
    for column, tag in TAGS.items():
        pairs = [(step, value) for step, value in zip(history["step"], history[column]) if value is not None]
        if not pairs:
            checks.true(tag not in reader.Tags()["scalars"], tag)
            continue
        events = reader.Scalars(tag)
        checks.equal([event.step for event in events], [int(step) for step, _ in pairs], f"steps of {tag}")
        checks.close([event.value for event in events], [value for _, value in pairs], tag)
    for key, tag in RESULTS.items():
        if record.get(key) is not None:
            checks.close([reader.Scalars(tag)[-1].value], [record[key]], tag)


def check_weights(checks, reader, arrays, paths):
    """Histograms of the weights at the end."""
    for name in paths:
        histogram = reader.Histograms(f"weights/{name}")[-1].histogram_value
        values = arrays[name].astype("f8")
        checks.equal(histogram.num, float(values.size), name)
        checks.equal((histogram.min, histogram.max), (values.min(), values.max()), f"extremes of {name}")
        checks.equal(sum(histogram.bucket), float(values.size), f"buckets of {name}")
        checks.true(abs(histogram.sum - values.sum()) < 1e-6 * (1 + abs(values).sum()), f"sum of {name}")


def check_images(checks, reader, expected):
    checks.equal(sorted(reader.Tags()["images"]), sorted(expected), "images")
    for tag in expected:
        image = reader.Images(tag)[-1]
        checks.equal(image.encoded_image_string[:8], b"\x89PNG\r\n\x1a\n", tag)
        size = struct.unpack(">II", image.encoded_image_string[16:24])
        checks.equal(size, (image.width, image.height), f"size of {tag}")


def providers(folder):
    """TensorBoard's data provider over a folder of runs."""
    multiplexer = plugin_event_multiplexer.EventMultiplexer(tensor_size_guidance={"scalars": 0, "histograms": 0})
    multiplexer.AddRunsFromDirectory(str(folder))
    multiplexer.Reload()
    return multiplexer, data_provider.MultiplexerDataProvider(multiplexer, str(folder))


def session_groups(multiplexer, data, folder, metrics):
    context = base_plugin.TBContext(logdir=str(folder), multiplexer=multiplexer, data_provider=data)
    request = api_pb2.ListSessionGroupsRequest(
        start_index=0,
        slice_size=100,
        allowed_statuses=[api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE, api_pb2.STATUS_RUNNING, api_pb2.STATUS_UNKNOWN],
        col_params=[api_pb2.ColParams(metric=api_pb2.MetricName(tag=tag)) for tag in metrics],
    )
    handler = list_session_groups.Handler(
        RequestContext(), backend_context.Context(context), "", request
    )
    return handler.run().session_groups


def check_provider(checks, folder, runs):
    """What the dashboards ask for: scalars, histograms, images and settings of each run."""
    multiplexer, data = providers(folder)
    context = RequestContext()
    scalars = data.list_scalars(context, experiment_id="", plugin_name="scalars")
    histograms = data.list_tensors(context, experiment_id="", plugin_name="histograms")
    images = data.list_blob_sequences(context, experiment_id="", plugin_name="images")
    for run in runs:
        checks.true("loss/training_seen" in scalars[run], f"scalars of {run}")
        checks.true(len(histograms[run]) > 0, f"histograms of {run}")
        checks.equal(run in images, run != "regression", f"images of {run}")
    groups = session_groups(multiplexer, data, folder, ["test/loss"])
    sessions = {session.name: (session, group) for group in groups for session in group.sessions}
    for run in runs:
        session, group = sessions[run]
        checks.equal(session.status, api_pb2.STATUS_SUCCESS, f"session of {run}")
        checks.equal(group.hparams["seed"].number_value, 0.0, f"seed of {run}")
    tagged = [session for session, _ in sessions.values() for value in session.metric_values if value.name.tag == "test/loss"]
    checks.true(len(tagged) >= 2, "test losses beside settings")


def check_data_server(checks, folder, histories):
    """The same through the data server, which TensorBoard starts by default."""
    ingester = server_ingester.SubprocessServerDataIngester(
        server_ingester.get_server_binary(), str(folder), reload_interval=1,
        channel_creds_type=grpc_util.ChannelCredsType.LOCAL, samples_per_plugin={"scalars": 0, "histograms": 0, "images": 0},
    )
    ingester.start()
    data, context = ingester.data_provider, RequestContext()
    for _ in range(100):
        scalars = data.list_scalars(context, experiment_id="", plugin_name="scalars")
        if set(histories) <= set(scalars) and all(scalars[run]["epoch"].max_step == max(histories[run]["step"]) for run in histories):
            break
        time.sleep(0.1)
    for run, history in histories.items():
        for column, tag in TAGS.items():
            pairs = [(int(step), value) for step, value in zip(history["step"], history[column]) if value is not None]
            if not pairs:
                continue
            found = data.read_scalars(
                context, experiment_id="", plugin_name="scalars", downsample=10_000,
                run_tag_filter=provider.RunTagFilter(runs=[run], tags=[tag]),
            )[run][tag]
            checks.equal([datum.step for datum in found], [step for step, _ in pairs], f"data server: steps of {tag} of {run}")
            checks.close([datum.value for datum in found], [value for _, value in pairs], f"data server: {tag} of {run}")
        tensors = data.list_tensors(context, experiment_id="", plugin_name="histograms")
        checks.true(len(tensors[run]) > 0, f"data server: histograms of {run}")
        blobs = data.list_blob_sequences(context, experiment_id="", plugin_name="images")
        checks.equal(run in blobs, run != "regression", f"data server: images of {run}")


def check_projector(checks, folder, name, count, width):
    config = projector_config_pb2.ProjectorConfig()
    text_format.Parse((folder / "projector_config.pbtxt").read_text(), config)
    embedding = config.embeddings[0]
    checks.equal(embedding.tensor_name, name, "name of the embedding")
    path = projector_plugin._rel_to_abs_asset_path(embedding.tensor_path, str(folder / "projector_config.pbtxt"))
    tensor = projector_plugin._read_tensor_tsv_file(path)
    checks.equal(tensor.shape, (count, width), "shape of the embedding")
    metadata = (folder / embedding.metadata_path).read_text().splitlines()
    checks.equal(len(metadata), count + 1, "rows of the metadata")
    checks.equal(metadata[0].split("\t")[:2], ["example", "class"], "columns of the metadata")


def check_truncated(checks, folder):
    """A file cut off anywhere opens, with the values before the cut."""
    (file,) = folder.glob("*tfevents*")
    data = file.read_bytes()
    whole = [event.value for event in accumulator(folder).Scalars("epoch")]
    with tempfile.TemporaryDirectory() as cut:
        target = pathlib.Path(cut) / file.name
        for part in range(1, 40):
            target.write_bytes(data[: len(data) * part // 40])
            reader = accumulator(cut)
            values = [e.value for e in reader.Scalars("epoch")] if "epoch" in reader.Tags()["scalars"] else []
            checks.equal(values, whole[: len(values)], f"file cut at {part}/40")


def check_live(checks, fledge):
    """A training with event files: same weights as without, killed and resumed without repeated steps."""
    words = ["--layers", "32", "--examples", 2000, "--epochs", 12, "--test-examples", 200, "--checkpoint-every", "2epochs"]
    fledge.train("plain", *words)
    fledge.train("live", *words, "--tensorboard", "live/whole")
    expected = fledge.record("plain")["weights_sha256"]
    checks.equal(fledge.record("live")["weights_sha256"], expected, "weights with event files")
    reader = accumulator(fledge.folder / "live/whole")
    check_numbers(checks, reader, fledge.history("live"), fledge.record("live"))
    checks.equal(len([tag for tag in reader.Tags()["histograms"] if tag.startswith("gradients/")]), 4, "gradients")
    checks.equal(len(reader.Histograms("gradients/0.weight")), 12, "gradients of each epoch")

    process = subprocess.Popen(
        fledge.command("train", *fledge.data, *words, "--output", "runs/killed", "--quiet", "--tensorboard", "live/killed"),
        cwd=fledge.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    history = fledge.folder / "runs/killed/history.csv"
    while process.poll() is None and not (history.exists() and history.read_text().count("\n") > 4):
        time.sleep(0.001)
    process.kill()
    checks.equal(process.wait(), -signal.SIGKILL, "the training was killed")
    before = [event.value for event in accumulator(fledge.folder / "live/killed").Scalars("epoch")]
    checks.true(3 <= len(before) < 12, f"epochs of the killed training: {before}")
    fledge.run("train", "--resume", "runs/killed", "--quiet", "--tensorboard", "live/killed")
    checks.equal(fledge.record("killed")["weights_sha256"], expected, "weights of the resumed training")
    checks.equal(len(list((fledge.folder / "live/killed").glob("*tfevents*"))), 2, "event files after a kill")
    after = accumulator(fledge.folder / "live/killed")
    checks.equal([event.value for event in after.Scalars("epoch")], list(map(float, range(1, 13))), "epochs after a kill")
    check_numbers(checks, after, fledge.history("killed"), fledge.record("killed"))


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
        fledge.train("autoencoder", *AUTOENCODER)
        fledge.train("convolution", *CONVOLUTION)
        fledge.train("regression", *REGRESSION, mnist=False)
        first = {"digits": "0.weight", "autoencoder": "encoder.0.weight", "convolution": "0.weight"}
        for name in ["digits", "autoencoder", "convolution", "regression"]:
            _, seconds = fledge.run("export", f"runs/{name}", "--tensorboard", f"logs/{name}")
            print(f"{name}: exported in {seconds:.3f} s")
            reader = accumulator(fledge.folder / "logs" / name)
            check_numbers(checks, reader, fledge.history(name), fledge.record(name))
            arrays = weights(fledge.folder / "runs" / name / "model.safetensors")
            check_weights(checks, reader, arrays, arrays)
            images = [f"first_layer/{first[name]}"] if name in first else []
            check_images(checks, reader, images + (["reconstructions/test"] if name == "autoencoder" else []))
        check_provider(checks, fledge.folder / "logs", ["digits", "autoencoder", "convolution", "regression"])
        names = ["digits", "autoencoder", "convolution", "regression"]
        check_data_server(checks, fledge.folder / "logs", {name: fledge.history(name) for name in names})
        check_projector(checks, fledge.folder / "logs/digits", "last_hidden", 500, 32)
        check_projector(checks, fledge.folder / "logs/autoencoder", "codes", 500, 16)
        check_truncated(checks, fledge.folder / "logs/digits")
        check_live(checks, fledge)
        check_data_server(
            checks, fledge.folder / "live", {"whole": fledge.history("live"), "killed": fledge.history("killed")})

        data = f", data: '{os.path.abspath(arguments.data)}'" if arguments.data else ""
        (fledge.folder / "study.yaml").write_text(STUDY % data)
        fledge.run("study", "run", "study.yaml", "--quiet")
        fledge.run("export", 'widths =1, "odd"', "--tensorboard", "study")
        multiplexer, data = providers(fledge.folder / "study")
        groups = session_groups(multiplexer, data, fledge.folder / "study", ["test/accuracy"])
        checks.equal([len(group.sessions) for group in groups], [3, 3], "sessions of a study: 2 variants, 3 seeds")
    print(f"TensorBoard {tensorboard.__version__}: {checks.count} checks hold")


if __name__ == "__main__":
    main()
