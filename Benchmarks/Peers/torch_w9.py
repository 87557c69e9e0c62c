"""PyTorch on W9: the network of `fledge bench --workload W9` on MNIST in memory, denormals flushed, no DataLoader.

It trains one epoch to warm up and prints `ready`; for every line `epoch` on its standard input it trains one more and
answers with its seconds and the mean training loss. `accuracy` asks for the share of test images that it gets right.

    FLEDGE_DATA=folder/of/MNIST python3 torch_w9.py [--threads 2] [--channels-last] [--compile]
"""

import argparse
import gzip
import json
import os
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--channels-last", action="store_true")
parser.add_argument("--compile", action="store_true", help="PyTorch 2 and later")
options = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = str(options.threads)

import numpy as np
import torch
from torch import nn

BATCH, EXAMPLES = 128, 60_000


def read(name, offset):
    with gzip.open(os.path.join(os.environ["FLEDGE_DATA"], name)) as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)


def mnist(part):
    images = read(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28).astype(np.float32) / np.float32(255)
    return torch.from_numpy(images), torch.from_numpy(read(f"{part}-labels-idx1-ubyte.gz", 8).astype(np.int64))


torch.set_num_threads(options.threads)
torch.set_flush_denormal(True)
torch.manual_seed(0)
images, labels = (tensor[:EXAMPLES] for tensor in mnist("train"))
network = nn.Sequential(
    nn.Conv2d(1, 32, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Linear(1024, 128), nn.ReLU(), nn.Linear(128, 10))
if options.channels_last:
    network = network.to(memory_format=torch.channels_last)
forward = torch.compile(network) if options.compile else network
loss_of = nn.CrossEntropyLoss()
# The one-kernel Adam for processors came with PyTorch 2.4; before it, the one that loops over parameters is fastest.
try:
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
except (RuntimeError, TypeError):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, foreach=False)


def train_epoch():
    network.train()
    order, total = torch.randperm(EXAMPLES), 0.0
    for start in range(0, EXAMPLES, BATCH):
        rows = order[start : start + BATCH]
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(forward(images[rows]), labels[rows])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
    return total / EXAMPLES


@torch.no_grad()
def accuracy():
    network.eval()
    test_images, test_labels = mnist("t10k")
    right = sum(
        (network(test_images[k : k + 1000]).argmax(1) == test_labels[k : k + 1000]).sum().item()
        for k in range(0, len(test_labels), 1000))
    return right / len(test_labels)


train_epoch()
print(json.dumps({"ready": True, "torch": torch.__version__}), flush=True)
for line in sys.stdin:
    if line.strip() == "accuracy":
        print(json.dumps({"accuracy": accuracy()}), flush=True)
        continue
    if line.strip() != "epoch":
        break
    begin = time.perf_counter()
    mean = train_epoch()
    print(json.dumps({"seconds": time.perf_counter() - begin, "loss": mean}), flush=True)
