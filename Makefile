.PHONY: build test reproduce check-debug hostile check-all lint format check bench-latent reports screenshots pdf check-pages kill-test study-kill-test study-proofs cluster-tests fuzz sanitize asan tsan neon tiles golden bench-peers scikit-learn interop instructions browser-tests measure-serve wasm browser-bits browser-training mpi-tests guide-check

# Seconds for each fuzzer, and which ones: make fuzz FUZZ_SECONDS=600 FUZZERS="PNG JSON"
FUZZ_SECONDS ?= 60
FUZZERS ?=

# The folder of the pages that `make reproduce` writes.
PAGES ?= reports

build:
	swift build -c release --product fledge

# The whole suite, in the release build.
test:
	@Scripts/prepare.sh
	@Scripts/run_tests.sh

# All five reports at quick scale. Interrupted, it goes on where it stopped when called again.
reproduce:
	@Scripts/prepare.sh --fetch
	swift build -c release --product fledge
	.build/release/fledge reproduce --scale quick --output "$(PAGES)"
	@printf 'Open %s/index.html\n' "$$(cd "$(PAGES)" && pwd)"

lint:
	swift format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests Distributed
	Scripts/check_words.sh
	Scripts/check_names.sh

format:
	swift format --in-place --parallel --recursive --configuration .swift-format Package.swift Sources Tests Distributed

check:
	.ci/run

# The suite in a debug build, and the golden hashes in debug against release.
check-debug:
	swift test --no-parallel
	swift build -c release --product fledge
	Scripts/golden.py .build/release/fledge

# Every hostile flag, of which the suite runs four of nine.
hostile:
	FLEDGE_ALL_FLAGS=1 Scripts/run_tests.sh --filter '^HostileTests'

# What takes too long for .ci/run; writes docs/proofs/check-all.md, which is committed.
check-all:
	Scripts/check_all.sh

bench-latent: build
	python3 Benchmarks/latent.py

# All five reports at full scale; FLEDGE_DATA names the folder of the MNIST files.
reports: build
	.build/release/fledge reproduce --scale full --output docs/reports

# The pages of the reports in a browser: wide and narrow, light and dark.
screenshots:
	Scripts/screenshot_pages.sh docs/reports screenshots

# The pages of the reports as PDF, in $(PAGES)/pdf; needs chromium.
pdf:
	Scripts/print_pages.sh "$(PAGES)"

# Nothing of the pages in $(PAGES) is cut off: phone, print and desktop, light and dark. PYTHON needs playwright.
check-pages:
	$(PYTHON) Scripts/check_pages.py "$(PAGES)"

# At least 200 kills of trainings, each resumed; docs/proofs/kill-test.md.
kill-test: build
	Scripts/kill_test.py .build/release/fledge --kills 240 --report docs/proofs/kill-test.md

# Eight processes on one study, one of them killed every half second; docs/proofs/studies.md.
study-kill-test: build
	Scripts/study_kill_test.sh .build/release/fledge

# What studies and their store cost; docs/proofs/studies.md.
study-proofs: build
	Scripts/measure_studies.py .build/release/fledge

# Workers that are killed, stopped and cut off, on PostgreSQL and on a shared folder; docs/proofs/cluster.md.
cluster-tests: build
	Scripts/cluster_tests.py .build/release/fledge

# Feeds every reader with damaged input under AddressSanitizer; docs/proofs/fuzzing.md.
fuzz:
	FUZZ_SECONDS=$(FUZZ_SECONDS) Scripts/fuzz.sh $(FUZZERS)

# The whole test suite under both sanitizers, each in a build folder of its own; docs/proofs/sanitizers.md.
sanitize: asan tsan

asan:
	Scripts/sanitize.sh address

tsan:
	Scripts/sanitize.sh thread

# Kernels of every instruction set, bit for bit, those of 64-bit Arm under qemu-user; docs/proofs/neon.md.
neon:
	Scripts/neon.sh

# Products in bf16 with AMX's tiles in software; with BOCHS="program BIOS VGABIOS" on an emulated processor;
# docs/proofs/tiles.md.
tiles:
	Scripts/tiles.sh $(BOCHS)

# The three trainings whose weights are known to the last bit, in debug and in release.
golden:
	swift test --filter GoldenHashTests
	swift build -c release --product fledge
	Scripts/golden.py .build/release/fledge

# FLEDGE_DATA names the folder of the MNIST files.
bench-peers: build
	python3 Benchmarks/peers.py $(ARGUMENTS)

# The same networks in scikit-learn, which PYTHON must have, on the same tables: the result goes to docs/proofs.
PYTHON ?= python3
scikit-learn: build
	$(PYTHON) Benchmarks/scikit_learn.py .build/release/fledge docs/proofs/scikit-learn.md

# Every exchange format against PyTorch, Keras, onnxruntime, TensorBoard, Trackio and MLflow from PyPI (2 GB, once).
interop: build
	PROGRAM=.build/release/fledge Scripts/interop/run.sh

# Instructions of a training step under callgrind, against Benchmarks/instructions.json.
instructions: build
	Scripts/instructions.py .build/release/fledge

# The live page in Debian's chromium, every view.
browser-tests: build
	Scripts/browser_tests.sh

# What ten open pages cost a training; docs/proofs/serve.md.
measure-serve: build
	Scripts/measure_serve.py .build/release/fledge --report docs/proofs/serve.md

# The kernels and engine for browsers, Web/assets/fledge.wasm, which is committed; .ci/run compares it with the sources.
wasm:
	Scripts/build_wasm.sh

# Outputs of browsers and Node against the command, to the bit; docs/proofs/browser.md. PYTHON needs numpy and playwright.
browser-bits: build
	$(PYTHON) Scripts/browser_bits.py .build/release/fledge "$(FLEDGE_DATA)" --report docs/proofs/browser.md

# Trainings in browsers and Node against the command, all weights to the bit; docs/proofs/browser-training.md.
browser-training: build
	FLEDGE="$(CURDIR)/.build/release/fledge" $(PYTHON) Scripts/browser_training.py --report docs/proofs/browser-training.md

# One training over ranks: bits, kills, stalls, refusals and times with Open MPI and MPICH; docs/proofs/mpi.md.
mpi-tests: build
	Scripts/mpi_tests.py --fledge .build/release/fledge --times --report docs/proofs/mpi.md

# Runs every command of docs/guide and compares every number there; FLEDGE names another program.
guide-check:
	FLEDGE="$(or $(FLEDGE),.build/release/fledge)" Scripts/check_guide.py
