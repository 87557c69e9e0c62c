"""Write the small files with which Tests/FormatsTests checks Fledge's readers against NumPy, safetensors and Pillow.

    python3 -m pip install numpy==2.4.6 safetensors==0.8.0 pillow==13.0.0
    python3 Scripts/make_format_fixtures.py

Files and `expected.json` go to Tests/Fixtures/formats; running the script again changes nothing but compressed bytes.
"""

import gzip
import io
import json
import pathlib
import struct
import zlib

import numpy
from PIL import Image
from safetensors.numpy import save_file

folder = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "formats"
folder.mkdir(parents=True, exist_ok=True)
expected = {"npy": {}, "png": {}}
random = numpy.random.default_rng(0)

# NumPy arrays: each type, each version, both orders, 0 to 3 dimensions.
arrays = {
    "f4": numpy.array([[1, 2.5, -3], [0.1, 1e-30, 7]], "<f4"),
    "f8": numpy.array([0.1, -2, 1e10], "<f8"),
    "f2": numpy.array([1, 65504, 6e-8], "<f2"),
    "i1": numpy.array([-128, 127], "i1"),
    "i4": numpy.array([3, -1, 2147483647], "<i4"),
    "i8": numpy.array([5, 0, 9], "<i8"),
    "u1": numpy.arange(6, dtype="u1").reshape(1, 2, 3) * 51,
    "bool": numpy.array([True, False, True]),
    "scalar": numpy.array(2.5, "<f4"),
    "empty": numpy.zeros((0, 3), "<f4"),
    "fortran": numpy.asfortranarray(numpy.arange(24, dtype="<f8").reshape(2, 3, 4)),
}
for name, array in arrays.items():
    numpy.save(folder / f"{name}.npy", array)
    expected["npy"][name] = {"shape": list(array.shape), "values": array.astype("<f8").ravel().tolist()}
for major in (2, 3):
    with open(folder / f"version{major}.npy", "wb") as file:
        numpy.lib.format.write_array(file, arrays["f4"], version=(major, 0))
    expected["npy"][f"version{major}"] = expected["npy"]["f4"]
numpy.save(folder / "big-endian.npy", numpy.array([1, 2], ">f4"))
numpy.save(folder / "refused-objects.npy", numpy.array([{}, None], object), allow_pickle=True)
numpy.save(folder / "refused-fields.npy", numpy.zeros(2, [("x", "<f4"), ("y", "<i4")]))
numpy.savez(folder / "stored.npz", x=arrays["f4"], y=arrays["i8"])
numpy.savez_compressed(folder / "deflated.npz", x=numpy.tile(arrays["f4"], (20, 1)), y=arrays["i8"])

save_file(
    {"0.weight": arrays["f4"], "0.bias": arrays["f8"], "half": arrays["f2"], "steps": arrays["i8"], "mask": arrays["u1"]},
    folder / "numpy.safetensors",
    {"format": "pt", "made by": "safetensors é"},
)

with open(folder / "named.gz", "wb") as file:
    with gzip.GzipFile("original name.txt", "wb", 9, file, mtime=1) as member:
        member.write(b"first member, ")
    with gzip.GzipFile("", "wb", 1, file, mtime=2) as member:
        member.write(b"second member")


def luma(rgb):
    return numpy.asarray(Image.fromarray(rgb.astype("u1"), "RGB").convert("L")).astype(int)


def over(value, alpha, background):
    return (value * alpha + background * (255 - alpha) + 127) // 255


def add(name, gray_on_white, gray_on_black=None):
    white = numpy.asarray(gray_on_white).astype(int)
    black = white if gray_on_black is None else numpy.asarray(gray_on_black).astype(int)
    expected["png"][name] = {
        "width": white.shape[1], "height": white.shape[0], "white": white.ravel().tolist(), "black": black.ravel().tolist()}


width, height = 9, 7
ramp = numpy.add.outer(numpy.arange(height) * 17, numpy.arange(width) * 9)
gray = ((ramp + random.integers(0, 20, (height, width))) % 256).astype("u1")
rgb = numpy.stack([gray, 255 - gray, ramp % 256], -1).astype("u1")
alpha = random.integers(0, 256, (height, width)).astype("u1")

Image.fromarray(gray, "L").save(folder / "gray8.png")
add("gray8", gray)
Image.fromarray(gray > 100).save(folder / "gray1.png")
add("gray1", numpy.where(gray > 100, 255, 0))
wide = (gray.astype("u2") * 257 + 100).clip(0, 65535).astype("u2")
Image.fromarray(wide).save(folder / "gray16.png")
add("gray16", (wide.astype(int) * 255 + 32767) // 65535)
Image.fromarray(rgb, "RGB").save(folder / "rgb8.png")
add("rgb8", luma(rgb))
Image.fromarray(numpy.dstack([rgb, alpha]), "RGBA").save(folder / "rgba8.png")
add("rgba8", over(luma(rgb), alpha.astype(int), 255), over(luma(rgb), alpha.astype(int), 0))
Image.fromarray(numpy.dstack([gray, alpha]), "LA").save(folder / "graya8.png")
add("graya8", over(gray.astype(int), alpha.astype(int), 255), over(gray.astype(int), alpha.astype(int), 0))
for bits, colors in ((1, 2), (2, 4), (4, 16), (8, 40)):
    picture = Image.fromarray((gray % colors).astype("u1"), "P")
    palette = random.integers(0, 256, (colors, 3)).astype("u1")
    picture.putpalette(palette.ravel().tolist())
    picture.save(folder / f"palette{bits}.png", bits=bits, transparency=1)
    value = luma(palette[None])[0][gray % colors]
    mask = numpy.where(gray % colors == 1, 0, 255)
    add(f"palette{bits}", over(value, mask, 255), over(value, mask, 0))


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def write_png(name, samples, depth, color_type, transparency=None, interlaced=False, filters=(0,)):
    """Write what Pillow cannot: every filter in turn, depths 2 and 4, 16-bit colour, Adam7. samples: [h, w, channels]."""
    steps = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    stream = io.BytesIO()
    pixel_bytes = max(1, samples.shape[2] * depth // 8)
    for x, y, dx, dy in steps if interlaced else [(0, 0, 1, 1)]:
        part = samples[y::dy, x::dx]
        previous = None
        for number, row in enumerate(part if part.shape[1] else []):
            bits = "".join(format(int(sample), f"0{depth}b") for sample in row.ravel())
            bits += "0" * (-len(bits) % 8)
            line = [int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)]
            above = previous or [0] * len(line)
            kind = filters[number % len(filters)]
            stream.write(bytes([kind]))
            for i, byte in enumerate(line):
                left = line[i - pixel_bytes] if i >= pixel_bytes else 0
                corner = above[i - pixel_bytes] if i >= pixel_bytes else 0
                estimate = left + above[i] - corner
                nearest = min((left, above[i], corner), key=lambda value: abs(estimate - value))
                guess = (0, left, above[i], (left + above[i]) // 2, nearest)[kind]
                stream.write(bytes([(byte - guess) % 256]))
            previous = line
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], depth, color_type, 0, 0, int(interlaced))
    data = zlib.compress(stream.getvalue(), 9)
    cut = len(data) // 2
    (folder / f"{name}.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + (chunk(b"tRNS", transparency) if transparency else b"")
        + chunk(b"tEXt", b"Comment\0skipped") + chunk(b"IDAT", data[:cut]) + chunk(b"IDAT", data[cut:]) + chunk(b"IEND", b""))


for depth in (2, 4):
    small = gray.astype(int) >> (8 - depth)
    write_png(f"gray{depth}", small[..., None], depth, 0, struct.pack(">H", 1))
    value = (small * 255 + (2**depth - 1) // 2) // (2**depth - 1)
    mask = numpy.where(small == 1, 0, 255)
    add(f"gray{depth}", over(value, mask, 255), over(value, mask, 0))
write_png("filters", gray[..., None], 8, 0, filters=(4, 3, 2, 1, 0))
add("filters", gray)
deep = rgb.astype(int) * 257
write_png("rgb16", deep, 16, 2, filters=(1, 4), transparency=struct.pack(">HHH", *deep[0, 0]))
mask = numpy.where((deep == deep[0, 0]).all(-1), 0, 255)
add("rgb16", over(luma(rgb), mask, 255), over(luma(rgb), mask, 0))
write_png("adam7", rgb, 8, 2, interlaced=True, filters=(4, 2, 3))
add("adam7", luma(rgb))
write_png("adam7-gray1", (gray > 100)[:3, :3, None], 1, 0, interlaced=True)
add("adam7-gray1", numpy.where(gray > 100, 255, 0)[:3, :3])
for name, count in expected["png"].items():
    with Image.open(folder / f"{name}.png") as picture:
        assert picture.size == (count["width"], count["height"])
        if "adam7" in name:
            assert numpy.array_equal(numpy.asarray(picture.convert("L")).ravel(), count["white"])

(folder / "expected.json").write_text(json.dumps(expected, separators=(",", ":")))
print(sum(path.stat().st_size for path in folder.iterdir()), "bytes")
