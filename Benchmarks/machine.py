"""The machine that a result was measured on."""

import os
import platform
import re
from pathlib import Path


def describe():
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"model name\s*: (.*)", text)
    flags = re.search(r"flags\s*: (.*)", text)
    wanted = [f for f in ("avx2", "avx512f", "avx512_bf16", "amx_tile") if flags and f in flags.group(1).split()]
    return dict(processor=model.group(1) if model else platform.processor(), cores=os.cpu_count(),
                system=f"{platform.system()} {platform.machine()}", instructions=wanted)


def sentence(machine):
    return (f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, "
            f"{', '.join(machine['instructions'])}.")
