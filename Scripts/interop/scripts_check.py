"""Exports each kind of network as a PyTorch and a Keras script, runs them, and imports PyTorch's weights back.

    python scripts_check.py FLEDGE FOLDER     prints one line for each check, and ends with code 1 on a difference
"""

import json
import pathlib
import runpy
import sys

import numpy

import networks

LIMIT = 1e-5


def difference(ours, theirs):
    """The examples whose greatest output differs, and the greatest difference relative to the largest output."""
    theirs = numpy.asarray(theirs).reshape(ours.shape)
    scale = max(1.0, float(numpy.abs(ours).max()))
    return int((ours.argmax(1) != theirs.argmax(1)).sum()), float(numpy.abs(ours - theirs).max()) / scale


def check(program, folder):
    import safetensors.torch
    import torch

    torch.set_num_threads(1)
    failed = 0
    folder = pathlib.Path(folder)
    for kind in networks.KINDS:
        run = folder / kind
        features = networks.inputs(folder, kind)
        ours = networks.outputs(program, folder, kind, folder / f"{kind}.npy")
        is_image = "conv" in kind
        networks.fledge(program, "export", run, "--pytorch", folder / f"{kind}.py", "--npz", folder / f"{kind}.npz")
        model = runpy.run_path(str(folder / f"{kind}.py"))["model"]
        shaped = features.reshape(-1, 1, 28, 28) if is_image else features
        with torch.no_grad():
            failed += report(kind, "PyTorch", *difference(ours, model(torch.tensor(shaped)).numpy()))
        failed += keras(program, folder, kind, features, ours, is_image)

        # Back: what PyTorch saves becomes a run with the same bits.
        torch_file = folder / f"{kind}-torch.safetensors"
        safetensors.torch.save_file(model.state_dict(), str(torch_file))
        flags = networks.KINDS[kind]
        data = ["--dataset", "csv", "--data", folder / "prices.csv", "--label", "price", "--task", "regression"]
        back = folder / f"{kind}-back"
        networks.fledge(program, "import", torch_file, *flags, *(data if kind == "regression" else []), "--output", back,
                        "--overwrite")
        same = digest(run) == digest(back)
        print(f"{kind:24} import back    {'same bits' if same else 'OTHER BITS'}")
        failed += not same
        arrays = numpy.load(folder / f"{kind}.npz")
        state = model.state_dict()
        equal = all(numpy.array_equal(arrays[name], state[name].numpy()) for name in arrays if name in state)
        print(f"{kind:24} npz            {'same bits' if equal else 'OTHER BITS'}, {len(arrays.files)} arrays")
        failed += not equal
    return failed


def keras(program, folder, kind, features, ours, is_image):
    networks.fledge(program, "export", folder / kind, "--keras", folder / f"{kind}_keras.py")
    model = runpy.run_path(str(folder / f"{kind}_keras.py"))["model"]
    shaped = features.reshape(-1, 28, 28, 1) if is_image else features
    return report(kind, "Keras", *difference(ours, model.predict(shaped, batch_size=1000, verbose=0)))


def report(kind, client, classes, greatest):
    good = classes == 0 and greatest <= LIMIT
    print(f"{kind:24} {client:14} {classes} classes differ, greatest difference {greatest:.1e}{'' if good else '  FAILED'}")
    return not good


def digest(run):
    return json.loads((pathlib.Path(run) / "record.json").read_text())["weights_sha256"]


if __name__ == "__main__":
    program, folder = sys.argv[1:3]
    networks.train(program, folder)
    failed = check(program, folder)
    print(f"{failed} of {4 * len(networks.KINDS)} checks failed")
    sys.exit(failed > 0)
