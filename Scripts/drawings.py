#!/usr/bin/env python3
"""Scripted drawings of digits: MNIST images thinned to skeletons and drawn again with a pen, as PNG files.

    Scripts/drawings.py FOLDER --images t10k-images-idx3-ubyte.gz --labels t10k-labels-idx1-ubyte.gz
    Scripts/drawings.py FOLDER --images train-images-idx3-ubyte.gz --labels train-labels-idx1-ubyte.gz --training

Writes FOLDER/NNNNN-LABEL.png: light ink on black. A drawing has 10 of its pixels for one of MNIST's. In MNIST's pixels,
the pen is 1 to 4 wide, and the drawing is shifted by up to 6 and scaled by 0.5 to 1.5, with the pen (`--pen scaled`),
without it (`--pen fixed`), or by chance. Every number follows from --seed and the image's number. Needs NumPy alone.

With --training, writes two IDX files that `fledge train --data FOLDER` reads as MNIST's: all images, and behind them the
drawings as Web/assets/engine.js prepares them. Needs Node, too.
"""
import argparse
import gzip
import multiprocessing
import os
import struct
import subprocess
import zlib

import numpy as np

ZOOM, TRAINING_ZOOM = 10, 4
# The canvas in MNIST's pixels: whatever is shifted and scaled stays on it.
SIDE = 60
# The skeleton's pixels for one of MNIST's.
FINER = 4


def read_idx(path):
    """The array in an IDX file."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        data = file.read()
    rank = data[3]
    shape = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def enlarged(image):
    """An image with FINER pixels for each of its own, by linear interpolation."""
    side = len(image)
    place = np.clip((np.arange(side * FINER) + 0.5) / FINER - 0.5, 0, side - 1)
    low = np.minimum(place.astype(int), side - 2)
    weights = np.zeros((len(place), side))
    weights[np.arange(len(place)), low] = 1 - (place - low)
    weights[np.arange(len(place)), low + 1] = place - low
    return weights @ image @ weights.T


def is_ink(image):
    """Pixels that are nearly as light as the lightest within two of MNIST's: faint strokes count, small loops stay open."""
    most = np.pad(image, 2 * FINER)
    for axis in (0, 1):
        # The largest of 1, 2, 4, … neighbours, then of 4 FINER + 1.
        width = 1
        while width < 4 * FINER:
            most = np.maximum(most, np.roll(most, -width, axis))
            width *= 2
        most = np.maximum(most, np.roll(most, -(4 * FINER + 1 - width), axis))
    most = most[: len(image), : len(image)]
    return (image > 0.7 * most) & (image > 40)


def thin(image):
    """The skeleton of an image: Zhang and Suen, "A fast parallel algorithm for thinning digital patterns", 1984.

    Of an enlarged image, since the algorithm dissolves diagonal strokes of two pixels.
    """
    ink = np.pad(is_ink(enlarged(image)).astype(np.uint8), 1)
    while True:
        changed = False
        for step in (0, 1):
            # The eight neighbours, clockwise from the upper one.
            p = [ink[1 + r : len(ink) - 1 + r, 1 + c : len(ink) - 1 + c]
                 for r, c in ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))]
            count = sum(p)
            turns = sum(p[(i + 1) % 8] > p[i] for i in range(8))
            first, second = (p[0] * p[2] * p[4], p[2] * p[4] * p[6]) if step == 0 else (
                p[0] * p[2] * p[6], p[0] * p[4] * p[6])
            gone = (ink[1:-1, 1:-1] == 1) & (count >= 2) & (count <= 6) & (turns == 1) & (first == 0) & (second == 0)
            changed |= bool(gone.any())
            ink[1:-1, 1:-1][gone] = 0
        if not changed:
            return ink[1:-1, 1:-1]


def strokes(skeleton):
    """The line segments between neighbouring pixels, smoothed along the strokes: [n, 2, 2] as (row, column)."""
    points = [tuple(p) for p in np.argwhere(skeleton)]
    at = {p: i for i, p in enumerate(points)}
    links = [[at[q] for q in ((r + i, c + j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j) if q in at]
             for r, c in points]
    place = (np.array(points, float).reshape(-1, 2) + 0.5) / FINER
    inner = np.array([i for i, near in enumerate(links) if len(near) == 2], int)
    ends = np.array([links[i] for i in inner], int).reshape(-1, 2)
    for _ in range(3 * FINER):
        place[inner] = (place[inner] + place[ends].mean(1)) / 2
    # A dot is a segment of length 0.
    pairs = [(i, j) for i, near in enumerate(links) for j in near if i < j] or [(i, i) for i in range(len(points))]
    return place[np.array(pairs, int).reshape(-1, 2)]


def draw(segments, pen, side):
    """The segments drawn with a round pen, with anti-aliasing, from 0 to 1. All sizes in pixels of the canvas."""
    canvas = np.zeros((side, side))
    start, along = segments[:, 0], segments[:, 1] - segments[:, 0]
    # One square for each segment, as large as the longest needs.
    reach = pen / 2 + 1
    window = int(np.ceil(2 * reach + np.abs(along).max(initial=0))) + 1
    low = np.floor(np.minimum(start, segments[:, 1]) - reach).astype(int)
    rows, columns = (low[:, axis, None] + np.arange(window) for axis in (0, 1))
    down = (rows + 0.5 - start[:, :1])[:, :, None]
    across = (columns + 0.5 - start[:, 1:])[:, None, :]
    length = np.maximum((along**2).sum(1), 1e-9)[:, None, None]
    share = np.clip((down * along[:, 0, None, None] + across * along[:, 1, None, None]) / length, 0, 1)
    distance = np.hypot(down - share * along[:, 0, None, None], across - share * along[:, 1, None, None])
    value = np.clip(pen / 2 - distance + 0.5, 0, 1)
    place = np.broadcast_to(rows[:, :, None] * side + columns[:, None, :], value.shape)
    inside = ((rows >= 0) & (rows < side))[:, :, None] & ((columns >= 0) & (columns < side))[:, None, :]
    used = inside & (value > 0)
    np.maximum.at(canvas.reshape(-1), place[used], value[used])
    return canvas


def drawing(image, seed, index, pens="scaled", zoom=ZOOM):
    """A drawing of one image, as bytes."""
    random = np.random.Generator(np.random.PCG64([seed, index]))
    pen, scale = random.uniform(1, 4), random.uniform(0.5, 1.5)
    shift = random.uniform(-6, 6, 2)
    is_scaled = random.random() < 0.5 if pens == "mixed" else pens == "scaled"
    segments = (strokes(thin(image)) - 14) * scale + SIDE / 2 + shift
    return np.round(draw(segments * zoom, pen * zoom * (scale if is_scaled else 1), SIDE * zoom) * 255).astype(np.uint8)


def png(pixels):
    """The bytes of a grey PNG file."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 6)) + chunk(b"IEND", b""))


def write_training(folder, images, labels, drawn):
    """Two IDX files: the images, and the drawings as the engine prepares them."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "prepare_drawings.js")
    side = str(SIDE * TRAINING_ZOOM)
    node = subprocess.Popen(["node", script, side], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    digits = []
    for pixels in drawn:
        node.stdin.write(pixels.tobytes())
        node.stdin.flush()
        digits.append(node.stdout.read(784))
    node.stdin.close()
    if node.wait() or len(b"".join(digits)) != 784 * len(digits):
        raise SystemExit("drawings.py: Scripts/prepare_drawings.js has failed")
    count = len(images) + len(digits)
    with open(os.path.join(folder, "train-images-idx3-ubyte"), "wb") as file:
        file.write(struct.pack(">4I", 0x0803, count, 28, 28) + images.tobytes() + b"".join(digits))
    with open(os.path.join(folder, "train-labels-idx1-ubyte"), "wb") as file:
        file.write(struct.pack(">2I", 0x0801, count) + labels.tobytes() + labels[: len(digits)].tobytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--images", required=True, help="an IDX file of images")
    parser.add_argument("--labels", required=True, help="the IDX file of their labels")
    parser.add_argument("--first", type=int, default=0, help="the number of the first image")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pen", choices=("scaled", "fixed", "mixed"), default="scaled")
    parser.add_argument("--training", action="store_true", help="write IDX files for a training")
    arguments = parser.parse_args()
    images, labels = read_idx(arguments.images), read_idx(arguments.labels)
    numbers = range(arguments.first, arguments.first + arguments.count)
    if images.ndim != 3 or len(images) != len(labels) or numbers.stop > len(images):
        parser.error(f"expected {numbers.stop} images with labels, found {images.shape} and {labels.shape}")
    if arguments.training and arguments.first:
        parser.error("--first: expected 0 with --training")
    os.makedirs(arguments.folder, exist_ok=True)
    zoom = TRAINING_ZOOM if arguments.training else ZOOM
    with multiprocessing.Pool() as pool:
        tasks = ((images[i], arguments.seed, i, arguments.pen, zoom) for i in numbers)
        drawn = pool.imap(draw_task, tasks, chunksize=16)
        if arguments.training:
            write_training(arguments.folder, images, labels, drawn)
        else:
            for index, pixels in zip(numbers, drawn):
                with open(os.path.join(arguments.folder, f"{index:05}-{labels[index]}.png"), "wb") as file:
                    file.write(png(pixels))
    print(f"{arguments.count} drawings are in {arguments.folder}.")


def draw_task(task):
    return drawing(*task)


if __name__ == "__main__":
    main()
