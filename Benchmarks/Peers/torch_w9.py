"""PyTorch on W9: the network of `fledge bench --workload W9`, denormals flushed, no DataLoader.

`--variant channels-last` lays images out that way; `compiled` lets torch.compile have the network.
"""

import workload

options = workload.arguments()

import torch
from torch import nn

BATCH, EXAMPLES = 128, 60_000

torch.set_num_threads(options.threads)
torch.set_flush_denormal(True)
torch.manual_seed(0)
images, labels = workload.mnist(EXAMPLES)
images, labels = torch.from_numpy(images).view(-1, 1, 28, 28), torch.from_numpy(labels.astype("int64"))
network = nn.Sequential(
    nn.Conv2d(1, 32, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Linear(1024, 128), nn.ReLU(), nn.Linear(128, 10))
if options.variant == "channels-last":
    network = network.to(memory_format=torch.channels_last)
forward = torch.compile(network) if options.variant == "compiled" else network
loss_of = nn.CrossEntropyLoss()
# The one-kernel Adam for processors came with PyTorch 2.4; before it, the one that loops over parameters is fastest.
try:
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
except (RuntimeError, TypeError):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, foreach=False)


def train_epoch(number):
    order, total = torch.randperm(EXAMPLES), 0.0
    for start in range(0, EXAMPLES, BATCH):
        rows = order[start : start + BATCH]
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(forward(images[rows]), labels[rows])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
    return total / EXAMPLES


workload.serve(train_epoch)
