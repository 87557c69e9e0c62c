#!/usr/bin/env python3
"""Exports networks of PyTorch or Keras as ONNX, with random weights, inputs and the outputs that belong to them.

    python Scripts/interop/onnx_foreign.py torch OUTPUT        (torch, onnx, onnxscript)
    python Scripts/interop/onnx_foreign.py keras OUTPUT        (tensorflow, tf2onnx)

OUTPUT gets NAME.onnx, NAME.inputs.npy and NAME.outputs.npy for each network and exporter, for onnx_import_check.py.
"""

import sys
from pathlib import Path

import numpy as np

ROWS, IMAGES = (12,), (1, 12, 12)


def examples(draw: np.random.Generator, shape: tuple) -> np.ndarray:
    """Rows of numbers, or images of grey levels divided by 255."""
    if len(shape) == 1:
        return draw.normal(0, 1, (64, *shape)).astype(np.float32)
    return draw.integers(0, 256, (64, *shape)).astype(np.float32) / np.float32(255)


def torch_models():
    import torch
    from torch import nn

    class Residual(nn.Module):
        def __init__(self, *layers):
            super().__init__()
            self.body = nn.Sequential(*layers)

        def forward(self, x):
            return x + self.body(x)

    class View(nn.Module):
        def forward(self, x):
            return x.view(x.size(0), -1)

    activations = [nn.ReLU(), nn.LeakyReLU(0.2), nn.ELU(0.5), nn.SELU(), nn.GELU(), nn.GELU(approximate="tanh"), nn.SiLU(),
                   nn.Sigmoid(), nn.Tanh(), nn.Softplus(), nn.Hardtanh(), nn.PReLU(), nn.PReLU(8)]
    dense = [nn.Linear(12, 8)]
    for activation in activations:
        dense += [activation, nn.Linear(8, 8, bias=activation.__class__ is not nn.Tanh)]
    yield "dense", nn.Sequential(*dense), ROWS
    yield "softmax-regression", nn.Sequential(nn.Linear(12, 5)), ROWS
    yield "norms", nn.Sequential(nn.Linear(12, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 8), nn.LayerNorm(8),
                                 nn.Tanh(), nn.Linear(8, 3), nn.Softmax(1)), ROWS
    yield "rms", nn.Sequential(nn.Linear(12, 8), nn.RMSNorm(8, eps=1e-5), nn.Linear(8, 3), nn.LogSoftmax(1)), ROWS
    yield "convolution", nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(100, 5)), IMAGES
    yield "convolution-batch-norm", nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(4), nn.SiLU(), nn.MaxPool2d(3, 2, 1),
        nn.Conv2d(4, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.AvgPool2d(2), View(), nn.Linear(6, 5)), IMAGES
    yield "pool-batch-norm", nn.Sequential(
        nn.MaxPool2d(2), nn.BatchNorm2d(1), nn.Conv2d(1, 3, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 2)), IMAGES
    yield "residual", nn.Sequential(
        nn.Linear(12, 8), Residual(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.GELU(), Residual(nn.ReLU(), nn.Linear(8, 8))), nn.ReLU(),
        nn.Linear(8, 4)), ROWS
    yield "residual-images", nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1), Residual(nn.Conv2d(3, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU()), nn.ReLU(), nn.Flatten(),
        nn.Linear(432, 3)), IMAGES
    yield "unflatten", nn.Sequential(nn.Unflatten(1, (1, 3, 4)), nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(4, 3)), ROWS


def export_torch(output: Path) -> None:
    import torch
    from torch import nn

    torch.manual_seed(0)
    draw = np.random.default_rng(0)
    for name, model, shape in torch_models():
        for layer in model.modules():
            if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
                layer.running_mean.normal_(0, 0.3)
                layer.running_var.uniform_(0.5, 2)
            if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm)):
                nn.init.normal_(layer.weight, 1, 0.2)
                nn.init.normal_(layer.bias, 0, 0.2)
        model.eval()
        inputs = examples(draw, shape)
        with torch.no_grad():
            outputs = model(torch.from_numpy(inputs)).numpy()
        ways = [(f"script-{opset}", {"dynamo": False, "opset_version": opset, "dynamic_axes": {"x": {0: "batch"}}}) for opset in (11, 13, 17)]
        batch = torch.export.Dim("batch")
        ways += [("dynamo", {"dynamo": True, "dynamic_shapes": ({0: batch},)}), ("dynamo-20", {"dynamo": True, "opset_version": 20, "dynamic_shapes": ({0: batch},)})]
        for way, options in ways:
            path = output / f"torch-{name}-{way}"
            try:
                torch.onnx.export(model, (torch.from_numpy(inputs[:3]),), f"{path}.onnx", input_names=["x"], output_names=["y"],
                                  external_data=False, verbose=False, **options)
            except Exception as error:  # Some operators have no form in the older sets.
                print(f"{path.name}: PyTorch exports nothing: {str(error).splitlines()[0][:120]}")
                continue
            np.save(f"{path}.inputs.npy", inputs)
            np.save(f"{path}.outputs.npy", outputs)
            print(path.name, flush=True)


def export_keras(output: Path) -> None:
    import tensorflow as tf
    import tf2onnx
    from tensorflow import keras
    from tensorflow.keras import layers

    keras.utils.set_random_seed(0)
    rows, images = keras.Input(ROWS), keras.Input((12, 12, 1))
    hidden = layers.Dense(8, activation="relu")(rows)
    added = layers.Add()([hidden, layers.Dense(8, activation="tanh")(hidden)])
    models = {
        "dense": keras.Sequential([rows, layers.Dense(8, activation="relu"), layers.Dense(8, activation="gelu"), layers.Dropout(0.2),
                                   layers.Dense(8, activation="silu"), layers.Dense(8, activation="elu"), layers.Dense(8, activation="softplus"),
                                   layers.Dense(3, activation="softmax")]),
        "batch-norm": keras.Sequential([rows, layers.Dense(8), layers.BatchNormalization(), layers.ReLU(), layers.Dense(3)]),
        "layer-norm": keras.Sequential([rows, layers.Dense(8), layers.LayerNormalization(epsilon=1e-5), layers.ReLU(), layers.Dense(3)]),
        "convolution": keras.Sequential([images, layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(2), layers.Conv2D(6, 3, padding="same"),
                                         layers.BatchNormalization(), layers.ReLU(), layers.Flatten(), layers.Dense(5)]),
        "global-pool": keras.Sequential([images, layers.Conv2D(4, 3, activation="relu"), layers.GlobalAveragePooling2D(), layers.Dense(5)]),
        "residual": keras.Model(rows, layers.Dense(3)(added)),
    }
    draw = np.random.default_rng(0)
    for name, model in models.items():
        for layer in model.layers:
            if isinstance(layer, layers.BatchNormalization):
                layer.set_weights([draw.uniform(0.5, 1.5, weight.shape) for weight in layer.get_weights()])
        inputs = examples(draw, model.inputs[0].shape[1:])
        outputs = model.predict(inputs, verbose=0)
        call = tf.function(lambda x: model(x, training=False), input_signature=[tf.TensorSpec(model.inputs[0].shape, tf.float32, name="x")])
        for opset in (13, 17):
            path = output / f"keras-{name}-{opset}"
            tf2onnx.convert.from_function(call, call.input_signature, opset=opset, output_path=f"{path}.onnx")
            np.save(f"{path}.inputs.npy", inputs)
            np.save(f"{path}.outputs.npy", outputs)
            print(path.name, flush=True)


folder = Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
{"torch": export_torch, "keras": export_keras}[sys.argv[1]](folder)
