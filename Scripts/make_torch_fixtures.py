#!/usr/bin/env python3
"""Write Tests/Fixtures/torch: small networks trained for ten steps by PyTorch, in double precision.

    apt-get install python3-torch        # Debian 12: 1.13.1+dfsg-4
    /usr/bin/python3 Scripts/make_torch_fixtures.py

The format is described in Tests/Fixtures/torch/README.md. The same PyTorch gives the same files, byte for byte.
"""

import importlib
import inspect
import pathlib

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "torch"
SEED = 2024
STEPS = 10
BATCH = 6


# Layers. Each takes and gives [batch, features]; images are flat rows.


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class TiedLinear(nn.Module):
    def __init__(self, owner):
        super().__init__()
        self.owner = [owner]  # in a list, so that the weight is not listed twice
        self.bias = nn.Parameter(torch.zeros(owner.in_features))

    def forward(self, x):
        return x @ self.owner[0].weight + self.bias


class OnImages(nn.Module):
    """Mixed into an image layer: gives the rows their image shape, and flattens what comes out."""

    def forward(self, x):
        return super().forward(x.reshape(-1, *self.image)).flatten(1)


class Conv2d(OnImages, nn.Conv2d):
    pass


class MaxPool2d(OnImages, nn.MaxPool2d):
    pass


class AvgPool2d(OnImages, nn.AvgPool2d):
    pass


def make_image_layer(kind, spec, *arguments):
    layer = kind(*arguments, kernel_size=spec["kernel"], stride=spec["stride"], padding=spec["padding"])
    layer.image = (spec["channels"], spec["height"], spec["width"])
    return layer


LAYERS = {
    "linear": lambda s: nn.Linear(s["inputs"], s["outputs"], bias=s.get("bias", True)),
    "relu": lambda s: nn.ReLU(),
    "leakyReLU": lambda s: nn.LeakyReLU(s["slope"]),
    "elu": lambda s: nn.ELU(s["alpha"]),
    "selu": lambda s: nn.SELU(),
    "gelu": lambda s: nn.GELU(),
    "tanhGELU": lambda s: nn.GELU(approximate="tanh"),
    "silu": lambda s: nn.SiLU(),
    "sigmoid": lambda s: nn.Sigmoid(),
    "tanh": lambda s: nn.Tanh(),
    "softplus": lambda s: nn.Softplus(s["beta"]),
    "hardTanh": lambda s: nn.Hardtanh(s["lower"], s["upper"]),
    "softmax": lambda s: nn.Softmax(dim=1),
    "logSoftmax": lambda s: nn.LogSoftmax(dim=1),
    "prelu": lambda s: nn.PReLU(s["slopes"]),
    "dropout": lambda s: nn.Dropout(s["probability"]),
    "batchNorm": lambda s: nn.BatchNorm1d(s["features"], eps=s["epsilon"], momentum=s["momentum"]),
    "layerNorm": lambda s: nn.LayerNorm(s["features"], eps=s["epsilon"]),
    "residual": lambda s: Residual(*make_layers(s["layers"])),
    "conv2d": lambda s: make_image_layer(Conv2d, s, s["channels"], s["outputChannels"]),
    "maxPool2d": lambda s: make_image_layer(MaxPool2d, s),
    "averagePool2d": lambda s: make_image_layer(AvgPool2d, s),
}


def make_layers(specs):
    layers = []
    for spec in specs:
        tied = spec["type"] == "tiedLinear"
        layers.append(TiedLinear(layers[spec["owner"]]) if tied else LAYERS[spec["type"]](spec))
    return layers


# Losses: a function of the predictions and the step's labels or targets.


def make_loss(spec):
    kind = spec["type"]
    if kind == "softmaxCrossEntropy":
        weights = torch.tensor(spec["classWeights"]) if "classWeights" in spec else None
        return nn.CrossEntropyLoss(weight=weights, label_smoothing=spec.get("labelSmoothing", 0))
    if kind == "negativeLogLikelihood":
        return nn.NLLLoss()
    if kind == "hinge":
        return nn.MultiMarginLoss(margin=spec["margin"])
    if kind == "denseSoftmaxCrossEntropy":
        return nn.CrossEntropyLoss()
    elementwise = {
        "sigmoidBinaryCrossEntropy": lambda r: nn.BCEWithLogitsLoss(reduction=r),
        "meanSquaredError": lambda r: nn.MSELoss(reduction=r),
        "meanAbsoluteError": lambda r: nn.L1Loss(reduction=r),
        "huber": lambda r: nn.HuberLoss(reduction=r, delta=spec["delta"]),
        "kullbackLeiblerDivergence": lambda r: nn.KLDivLoss(reduction=r),
    }[kind]
    if spec["reduction"] == "meanOverElements":
        return elementwise("mean")
    return lambda predictions, targets: elementwise("sum")(predictions, targets) / BATCH


# Optimizers.


def make_optimizer(spec, parameters):
    rate, decay = spec["learningRate"], spec.get("l2Penalty", 0)
    common = dict(lr=rate, weight_decay=decay)
    kind = spec["type"]
    if kind == "sgd":
        return torch.optim.SGD(parameters, **common)
    if kind == "classicalMomentum":
        return torch.optim.SGD(parameters, momentum=spec["momentum"], **common)
    if kind == "nesterov":
        return torch.optim.SGD(parameters, momentum=spec["momentum"], nesterov=True, **common)
    common["eps"] = spec["epsilon"]
    if kind == "rmsProp":
        return torch.optim.RMSprop(parameters, alpha=spec["decay"], **common)
    if kind == "adaGrad":
        return torch.optim.Adagrad(parameters, **common)
    if kind == "adaDelta":
        return torch.optim.Adadelta(parameters, rho=spec["decay"], **common)
    common["betas"] = (spec["beta1"], spec["beta2"])
    if kind == "adamW":
        return torch.optim.AdamW(parameters, **{**common, "weight_decay": spec["weightDecay"]})
    if kind == "nAdam":
        return torch.optim.NAdam(parameters, momentum_decay=spec["momentumDecay"], **common)
    return {"adam": torch.optim.Adam, "adaMax": torch.optim.Adamax, "rAdam": torch.optim.RAdam}[kind](
        parameters, **common)


def correct_nadam():
    """PyTorch before 2.0 multiplies the next momentum's product by the present momentum twice (its pull request 92699).

    The formula in its documentation, and later versions, do so once; the fixture follows them.
    """
    module = importlib.import_module("torch.optim.nadam")
    source = inspect.getsource(module._single_tensor_nadam)
    if "mu_product * mu * mu_next" in source:
        exec(source.replace("mu_product * mu * mu_next", "mu_product * mu_next"), vars(module))
        return "NAdam with PyTorch's correction of pull request 92699"
    return None


# The content of the fixtures.


def linear(inputs, outputs, **options):
    return {"type": "linear", "inputs": inputs, "outputs": outputs, **options}


def kind(name, **options):
    return {"type": name, **options}


SGD = kind("sgd", learningRate=0.5)
ADAM = kind("adam", learningRate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8)
CROSS_ENTROPY = kind("softmaxCrossEntropy")
MEAN = {"reduction": "meanOverElements"}
SUM = {"reduction": "sumOverFeaturesMeanOverBatch"}
IMAGE = dict(channels=1, height=6, width=6)

# name: (layers, loss, optimizer, what the data are)
NETWORKS = {
    "softmax-regression": ([linear(12, 5)], CROSS_ENTROPY, SGD, "labels"),
    "relu": ([linear(12, 8), kind("relu"), linear(8, 5)], CROSS_ENTROPY, SGD, "labels"),
    "tanh-momentum": (
        [linear(12, 8), kind("tanh"), linear(8, 5)], CROSS_ENTROPY,
        kind("classicalMomentum", learningRate=0.1, momentum=0.9), "labels"),
    "sigmoid": ([linear(12, 8), kind("sigmoid"), linear(8, 5)], CROSS_ENTROPY, SGD, "labels"),
    "gelu-layernorm": (
        [linear(12, 8), kind("gelu"), kind("layerNorm", features=8, epsilon=1e-5), linear(8, 5)], CROSS_ENTROPY,
        ADAM, "labels"),
    "silu-residual": (
        [linear(12, 8), kind("residual", layers=[linear(8, 6), kind("silu"), linear(6, 8)]), linear(8, 5)],
        CROSS_ENTROPY, kind("sgd", learningRate=0.2), "labels"),
    "batchnorm": (
        [linear(12, 8, bias=False), kind("batchNorm", features=8, epsilon=1e-5, momentum=0.1), kind("relu"),
         linear(8, 5)], CROSS_ENTROPY, kind("sgd", learningRate=0.1), "labels"),
    "elu-leakyrelu-dropout-0": (
        [linear(12, 8), kind("elu", alpha=1.0), kind("dropout", probability=0.0), linear(8, 8),
         kind("leakyReLU", slope=0.01), linear(8, 5)], CROSS_ENTROPY, kind("sgd", learningRate=0.2), "labels"),
    "more-activations": (
        [linear(12, 6), kind("selu"), linear(6, 6), kind("softplus", beta=1.0), linear(6, 6), kind("tanhGELU"),
         linear(6, 6), kind("hardTanh", lower=-1.0, upper=1.0), linear(6, 6), kind("prelu", slopes=6),
         kind("softmax"), linear(6, 5)], CROSS_ENTROPY, kind("sgd", learningRate=0.1), "labels"),
    "autoencoder-mse": (
        [linear(12, 4), kind("tanh"), linear(4, 12)], kind("meanSquaredError", **MEAN), SGD, "inputs"),
    "autoencoder-tied": (
        [linear(12, 4), kind("tanh"), kind("tiedLinear", inputs=4, outputs=12, owner=0)],
        kind("meanSquaredError", **SUM), kind("sgd", learningRate=0.02), "inputs"),
    "autoencoder-bce": (
        [linear(12, 4), kind("relu"), linear(4, 12)], kind("sigmoidBinaryCrossEntropy", **MEAN), ADAM,
        "unit inputs"),
    "convolution": (
        [kind("conv2d", outputChannels=2, kernel=3, stride=1, padding=1, **IMAGE), kind("relu"),
         kind("maxPool2d", kernel=2, stride=2, padding=0, **{**IMAGE, "channels": 2}),
         kind("averagePool2d", channels=2, height=3, width=3, kernel=3, stride=2, padding=1), linear(8, 5)],
        CROSS_ENTROPY, SGD, "labels"),
    "label-smoothing": (
        [linear(12, 8), kind("relu"), linear(8, 5)], kind("softmaxCrossEntropy", labelSmoothing=0.1), SGD, "labels"),
    "class-weights": (
        [linear(12, 8), kind("relu"), linear(8, 5)],
        kind("softmaxCrossEntropy", labelSmoothing=0.1, classWeights=[0.5, 1.0, 2.0, 0.25, 1.5]), SGD, "labels"),
    "dense-targets": ([linear(12, 5)], kind("denseSoftmaxCrossEntropy"), SGD, "probabilities"),
    "log-likelihood": ([linear(12, 5), kind("logSoftmax")], kind("negativeLogLikelihood"), SGD, "labels"),
    "hinge": ([linear(12, 5)], kind("hinge", margin=1.0), SGD, "labels"),
    "huber": (
        [linear(12, 8), kind("tanh"), linear(8, 3)], kind("huber", delta=0.5, **MEAN), SGD, "targets"),
    "absolute-error": (
        [linear(12, 8), kind("tanh"), linear(8, 3)], kind("meanAbsoluteError", **MEAN),
        kind("sgd", learningRate=0.1), "targets"),
    "divergence": (
        [linear(12, 5), kind("logSoftmax")], kind("kullbackLeiblerDivergence", **SUM), SGD, "probabilities"),
}

BETAS = dict(beta1=0.9, beta2=0.999, epsilon=1e-8)
OPTIMIZERS = {
    "sgd": kind("sgd", learningRate=0.5),
    "sgd-l2": kind("sgd", learningRate=0.5, l2Penalty=0.05),
    "momentum": kind("classicalMomentum", learningRate=0.1, momentum=0.9),
    "nesterov": kind("nesterov", learningRate=0.1, momentum=0.9),
    "rmsprop": kind("rmsProp", learningRate=0.01, decay=0.99, epsilon=1e-8),
    "adam": ADAM,
    "adam-l2": {**ADAM, "l2Penalty": 0.1},
    "adamw": kind("adamW", learningRate=0.01, weightDecay=0.1, **BETAS),
    "adagrad": kind("adaGrad", learningRate=0.05, epsilon=1e-10),
    "adadelta": kind("adaDelta", learningRate=5.0, decay=0.9, epsilon=1e-6),
    "adamax": kind("adaMax", learningRate=0.01, **BETAS),
    "nadam": kind("nAdam", learningRate=0.01, momentumDecay=0.004, **BETAS),
    "radam": kind("rAdam", learningRate=0.01, **BETAS),
    "clip-global-norm": kind("sgd", learningRate=0.5, clipGlobalNorm=0.5),
}
OPTIMIZER_NETWORK = [linear(8, 6), kind("tanh"), linear(6, 4)]


def on_grid(tensor, steps):
    """The nearest multiples of 1/steps: exact in single and in double precision, and in few digits."""
    return (tensor * steps).round() / steps


def make_batch(spec, inputs, classes):
    x = on_grid(torch.randn(BATCH, inputs), 16)
    if spec == "labels":
        return x, torch.randint(classes, (BATCH,))
    if spec == "targets":
        return x, on_grid(torch.randn(BATCH, classes), 16)
    if spec == "probabilities":
        counts = torch.multinomial(torch.ones(BATCH, classes), 64, replacement=True)
        return x, torch.stack([(counts == c).double().mean(1) for c in range(classes)], 1)
    if spec == "unit inputs":
        x = on_grid(torch.rand(BATCH, inputs), 16)
    return x, x


def make_fixture(name, layers, loss_spec, optimizer_spec, data):
    torch.manual_seed(SEED)
    network = nn.Sequential(*make_layers(layers))
    parameters = dict(network.named_parameters())
    with torch.no_grad():
        for parameter in parameters.values():
            parameter.copy_(on_grid(parameter, 128))
    first = layers[0]
    inputs = first.get("inputs") or first["channels"] * first["height"] * first["width"]
    classes = next(layer["outputs"] for layer in reversed(layers) if "outputs" in layer)
    batches = [make_batch(data, inputs, classes) for _ in range(STEPS)]
    loss, optimizer = make_loss(loss_spec), make_optimizer(optimizer_spec, network.parameters())

    fixture = {
        "name": name, "torch": torch.__version__, "dtype": "float64", "seed": SEED, "batch": BATCH, "steps": STEPS,
        "layers": layers, "loss": loss_spec, "optimizer": optimizer_spec,
        "parameters": [{"name": key, "shape": list(p.shape), "values": flat(p)} for key, p in parameters.items()],
        "inputs": [flat(x) for x, _ in batches],
    }
    if data == "labels":
        fixture["labels"] = [y.tolist() for _, y in batches]
    elif data in ("targets", "probabilities"):
        fixture["targets"] = [flat(y) for _, y in batches]
    else:
        fixture["targetsAreInputs"] = True
    expected = {"losses": []}
    for step, (x, y) in enumerate(batches):
        optimizer.zero_grad()
        output = network(x)
        value = loss(output, y)
        value.backward()
        expected["losses"].append(value.item())
        if step == 0:
            expected["output"] = flat(output)
            expected["gradients"] = {key: flat(p.grad) for key, p in parameters.items()}
        if "clipGlobalNorm" in optimizer_spec:
            nn.utils.clip_grad_norm_(network.parameters(), optimizer_spec["clipGlobalNorm"])
        optimizer.step()
    expected["parameters"] = {key: flat(p) for key, p in parameters.items()}
    statistics = {
        str(index): {"mean": flat(layer.running_mean), "variance": flat(layer.running_var)}
        for index, layer in enumerate(network) if isinstance(layer, nn.BatchNorm1d)}
    if statistics:
        expected["statistics"] = statistics
        network.eval()
        expected["evaluationOutput"] = flat(network(batches[0][0]))
    fixture["expected"] = expected
    return fixture


def flat(tensor):
    return tensor.detach().flatten().tolist()


def encode(value):
    """Compact JSON with eleven significant digits."""
    if isinstance(value, dict):
        return "{" + ",".join(f'"{key}":{encode(item)}' for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(encode, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.11g}"
    return str(value) if isinstance(value, int) else f'"{value}"'


def write(fixture):
    path = FOLDER / f"{fixture['name']}.json"
    # One line for each top-level entry, so that a difference between two versions can be read.
    lines = ",\n".join(f'"{key}":{encode(value)}' for key, value in fixture.items())
    path.write_text("{\n" + lines + "\n}\n")
    return path.stat().st_size


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    note = correct_nadam()
    FOLDER.mkdir(parents=True, exist_ok=True)
    size = 0
    for name, (layers, loss, optimizer, data) in NETWORKS.items():
        size += write(make_fixture(name, layers, loss, optimizer, data))
    for name, optimizer in OPTIMIZERS.items():
        fixture = make_fixture(f"optimizer-{name}", OPTIMIZER_NETWORK, CROSS_ENTROPY, optimizer, "labels")
        if name == "nadam" and note:
            fixture["note"] = note
        size += write(fixture)
    print(f"{len(NETWORKS) + len(OPTIMIZERS)} fixtures, {size} bytes, PyTorch {torch.__version__}")


main()
