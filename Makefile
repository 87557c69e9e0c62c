.PHONY: build test lint format check bench-latent

build:
	swift build -c release --product fledge

test:
	swift test

lint:
	swift format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests

format:
	swift format --in-place --parallel --recursive --configuration .swift-format Package.swift Sources Tests

check:
	.ci/run

bench-latent: build
	python3 Benchmarks/latent.py
