"""What every peer shares: the workloads, MNIST in memory, and the loop that an orchestrator drives.

A peer process loads its data, trains one epoch to warm up, and prints `ready`. For every line `epoch` on its
standard input it trains one more epoch and answers with seconds and mean training loss; it ends with its input.
"""

import argparse
import gzip
import json
import os
import resource
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    layers: tuple
    batch: int
    examples: int = 60_000
    activation: str = "relu"
    output: str = "classes"  # or "linear" and "sigmoid": an autoencoder's squared error
    optimizer: str = "adam"
    rate: float = 1e-3
    dropout: float = 0.0
    l2: float = 0.0

    @property
    def steps(self):
        return self.examples // self.batch


DEEP = (784, 512, 256, 128, 64, 32)
WORKLOADS = {
    "W1": Workload((784, 512, 256, 128, 10), 128, 54_000, dropout=0.3, l2=1e-4),
    "W2": Workload((784, 64, 32, 10), 128),
    "W2b": Workload((784, 64, 32, 10), 8),
    "W2c": Workload((784, 64, 32, 10), 64),
    "W3": Workload((784, 200, 10), 32, activation="sigmoid", optimizer="momentum", rate=0.01),
    "W4": Workload((784, 200, 784), 32, output="linear", optimizer="momentum", rate=0.01),
    "W5": Workload(DEEP + DEEP[-2::-1], 128, output="sigmoid"),
}
NETWORKS, EPOCHS = 15, 5  # W8: fifteen networks of W2, five epochs each


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--variant", default="")
    options = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[: options.threads])
    return options


def read_idx(name, offset):
    import numpy as np

    path = os.path.join(os.environ["FLEDGE_DATA"], name)
    with open(path, "rb") if os.path.exists(path) else gzip.open(f"{path}.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)


def mnist(examples=60_000):
    """Images as float32 in [0, 1], one a row, and labels."""
    import numpy as np

    images = read_idx("train-images-idx3-ubyte", 16).reshape(-1, 784)[:examples]
    return images.astype(np.float32) / np.float32(255), read_idx("train-labels-idx1-ubyte", 8)[:examples]


def serve(train_epoch):
    """`train_epoch(number)` trains one epoch, waits for its end and returns the mean training loss."""
    train_epoch(0)
    print(json.dumps({"ready": True}), flush=True)
    number = 1
    for line in sys.stdin:
        if line.strip() != "epoch":
            break
        start, used = time.perf_counter(), time.process_time()
        loss = float(train_epoch(number))
        seconds, used = time.perf_counter() - start, time.process_time() - used
        number += 1
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        answer = {"seconds": seconds, "processor_seconds": used, "loss": loss, "epochs": number}
        print(json.dumps(answer | {"peak_memory_mb": memory}), flush=True)
