#!/usr/bin/env python3
"""Writes Tests/Fixtures/scipy/statistics.json: random samples with the results of SciPy and NumPy.

Run from anywhere: python3 Scripts/make_scipy_fixtures.py   (needs numpy and scipy)
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats

SEED = 20240917


def interval(result):
    return [float(result.low), float(result.high)]


def summary(x):
    t = stats.t.interval(0.95, len(x) - 1, loc=np.mean(x), scale=stats.sem(x))
    probabilities = [0.0, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 1.0]
    return {
        "values": x.tolist(),
        "probabilities": probabilities,
        "quantiles": np.quantile(x, probabilities).tolist(),
        "mean": float(np.mean(x)),
        "median": float(np.median(x)),
        "trimmedMean": float(stats.trim_mean(x, 0.25)),
        "sampleStandardDeviation": float(np.std(x, ddof=1)),
        "tInterval": [float(t[0]), float(t[1])],
    }


def paired(rng, x, y, ties):
    d = x - y
    case = {"first": x.tolist(), "second": y.tolist(), "hasTies": ties}
    if ties and len(d) > 13:
        exact = None
    else:
        # With ties SciPy counts all signs only with this option.
        method = stats.PermutationMethod(n_resamples=np.inf) if ties else "exact"
        exact = float(stats.wilcoxon(x, y, zero_method="wilcox", method=method).pvalue)
    approximate = stats.wilcoxon(x, y, zero_method="wilcox", method="asymptotic", correction=False)
    t = stats.ttest_rel(x, y)
    case.update(
        wilcoxonStatistic=float(approximate.statistic), wilcoxonExact=exact,
        wilcoxonApproximate=float(approximate.pvalue), t=float(t.statistic), tPValue=float(t.pvalue))
    flips = stats.permutation_test(
        (x, y), lambda a, b, axis: np.mean(a - b, axis=axis), permutation_type="samples",
        n_resamples=np.inf if len(d) <= 14 else 99999, vectorized=True, rng=rng)
    case.update(signFlip=float(flips.pvalue), signFlipIsExact=len(d) <= 14)
    return case


def unpaired(rng, x, y, ties):
    case = {"first": x.tolist(), "second": y.tolist()}
    approximate = stats.mannwhitneyu(x, y, method="asymptotic")
    exact = None if ties else float(stats.mannwhitneyu(x, y, method="exact").pvalue)
    all_choices = len(x) + len(y) <= 16
    permutation = stats.permutation_test(
        (x, y), lambda a, b, axis: np.mean(a, axis=axis) - np.mean(b, axis=axis),
        permutation_type="independent", n_resamples=np.inf if all_choices else 99999, vectorized=True, rng=rng)
    greater = np.sign(x[:, None] - y[None, :])
    case.update(
        u=float(approximate.statistic), approximate=float(approximate.pvalue), exact=exact,
        permutation=float(permutation.pvalue), permutationIsExact=all_choices, cliffsDelta=float(greater.mean()))
    return case


def bootstrap(rng, x, name, statistic):
    # The replicates themselves are kept, so that the intervals made of them can be compared to the last digits.
    percentile = stats.bootstrap((x,), statistic, n_resamples=299, method="percentile", rng=rng, vectorized=True)
    bca = stats.bootstrap(
        (x,), statistic, n_resamples=0, method="BCa", bootstrap_result=percentile, vectorized=True)
    large = stats.bootstrap((x,), statistic, n_resamples=200_000, method="percentile", rng=rng, vectorized=True)
    large_bca = stats.bootstrap(
        (x,), statistic, n_resamples=0, method="BCa", bootstrap_result=large, vectorized=True)
    return {
        "estimator": name, "values": x.tolist(), "replicates": percentile.bootstrap_distribution.tolist(),
        "percentile": interval(percentile.confidence_interval),
        "bca": interval(bca.confidence_interval),
        "largePercentile": interval(large.confidence_interval), "largeBCa": interval(large_bca.confidence_interval),
        "largeStandardError": float(large.standard_error),
    }


def bootstrap_two(rng, x, y):
    def statistic(a, b, axis):
        return np.mean(a, axis=axis) - np.mean(b, axis=axis)

    result = stats.bootstrap((x, y), statistic, n_resamples=200_000, method="BCa", rng=rng, vectorized=True)
    return {
        "first": x.tolist(), "second": y.tolist(), "bca": interval(result.confidence_interval),
        "standardError": float(result.standard_error),
    }


def holm(p):
    p = np.asarray(p)
    order = np.argsort(p, kind="stable")
    scaled = np.minimum(1, p[order] * (len(p) - np.arange(len(p))))
    adjusted = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(scaled)
    return adjusted.tolist()


def classification(rng, examples, classes):
    labels = rng.integers(0, classes, examples)
    logits = rng.normal(size=(examples, classes)) + 1.5 * np.eye(classes)[labels]
    p = np.exp(logits)
    p = np.round(p / p.sum(axis=1, keepdims=True), 6)
    p[:, -1] = 1 - p[:, :-1].sum(axis=1)
    predicted = p.argmax(axis=1)
    matrix = np.zeros((classes, classes), int)
    np.add.at(matrix, (labels, predicted), 1)
    n, hits = examples, np.diag(matrix)
    true, guess = matrix.sum(axis=1), matrix.sum(axis=0)
    precision, recall, f1 = hits / guess, hits / true, 2 * hits / (true + guess)
    chance = (true * guess).sum() / n**2
    mcc = (hits.sum() * n - (true * guess).sum()) / np.sqrt(
        float(n**2 - (guess**2).sum()) * float(n**2 - (true**2).sum()))
    rows = np.arange(n)
    order = np.argsort(-p, axis=1, kind="stable")
    confidence = p.max(axis=1)
    edges = np.linspace(0, 1, 16)
    ece = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            ece += inside.mean() * abs((predicted == labels)[inside].mean() - confidence[inside].mean())
    return {
        "classCount": classes, "labels": labels.tolist(), "probabilities": p.ravel().tolist(),
        "confusion": matrix.tolist(), "accuracy": float((predicted == labels).mean()),
        "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(),
        "macroF1": float(f1.mean()), "weightedPrecision": float((precision * true).sum() / n),
        "balancedAccuracy": float(recall.mean()), "matthews": float(mcc),
        "kappa": float((hits.sum() / n - chance) / (1 - chance)),
        "logLoss": float(-np.log(p[rows, labels]).mean()),
        "brier": float(((p - np.eye(classes)[labels]) ** 2).sum(axis=1).mean()),
        "top2": float((order[:, :2] == labels[:, None]).any(axis=1).mean()), "calibrationError": float(ece),
        "meanOneVersusRest": float(np.mean([((predicted == c) == (labels == c)).mean() for c in range(classes)])),
    }


def regression(rng, examples, outputs):
    expected = rng.normal(size=(examples, outputs)) * [1, 5, 0.1] + [0, 1000, 3]
    predicted = expected + 0.3 * rng.normal(size=(examples, outputs)) * [1, 5, 0.1]
    residual = ((predicted - expected) ** 2).sum(axis=0)
    total = ((expected - expected.mean(axis=0)) ** 2).sum(axis=0)
    return {
        "outputCount": outputs, "expected": expected.ravel().tolist(), "predicted": predicted.ravel().tolist(),
        "meanSquaredError": float(((predicted - expected) ** 2).mean()),
        "meanAbsoluteError": float(np.abs(predicted - expected).mean()),
        "rSquared": float((1 - residual / total).mean()),
    }


def main():
    rng = np.random.default_rng(SEED)
    # Numbers of right test images: as fractions their differences would tie only up to rounding.
    correct = lambda n, centre: np.round(rng.normal(centre, 8, n))
    probabilities = [1e-300, 1e-20, 1e-5, 0.001, 0.025, 0.2, 0.5, 0.7, 0.975, 0.9995]
    freedoms = [1, 2, 3.5, 9, 14, 29, 200, 5000]
    points = [0.0, 1e-6, 0.3, 1.0, 2.0, 5.0, 30.0]
    p_values = rng.uniform(0, 0.1, 7).tolist() + [0.01, 0.01, 0.9]
    fixture = {
        "numpy": np.__version__, "scipy": scipy.__version__, "seed": SEED,
        "script": "Scripts/make_scipy_fixtures.py",
        "normal": {
            "probabilities": probabilities, "quantiles": stats.norm.ppf(probabilities).tolist(),
            "points": points, "upperTails": stats.norm.sf(points).tolist(),
        },
        "student": [
            {
                "degreesOfFreedom": nu, "probabilities": probabilities[2:],
                "quantiles": stats.t.ppf(probabilities[2:], nu).tolist(), "points": points,
                "upperTails": stats.t.sf(points, nu).tolist(),
            }
            for nu in freedoms
        ],
        "summaries": [summary(rng.normal(0.97, 0.002, n)) for n in (2, 3, 4, 5, 8, 15, 30)],
        "paired": [
            paired(rng, rng.normal(0.3, 1, n), rng.normal(0, 1, n), False) for n in (3, 5, 8, 12, 14, 25, 50)
        ] + [paired(rng, correct(n, 9710), correct(n, 9705), True) for n in (8, 10, 12, 13)]
        + [paired(rng, rng.integers(0, 5, n).astype(float), rng.integers(0, 4, n).astype(float), True)
           for n in (6, 9, 12)],
        "unpaired": [
            unpaired(rng, rng.normal(0.4, 1, n), rng.normal(0, 1, m), False)
            for n, m in ((2, 3), (5, 5), (8, 8), (5, 11), (15, 20), (25, 25))
        ] + [unpaired(rng, rng.integers(0, 6, n).astype(float), rng.integers(0, 5, m).astype(float), True)
             for n, m in ((6, 7), (8, 8), (20, 15))],
        "bootstrap": [
            bootstrap(rng, rng.exponential(1, 15), "mean", lambda x, axis: np.mean(x, axis=axis)),
            bootstrap(rng, rng.exponential(1, 15), "interquartileMean",
                      lambda x, axis: stats.trim_mean(x, 0.25, axis=axis)),
            bootstrap(rng, rng.normal(0, 1, 11), "median", lambda x, axis: np.median(x, axis=axis)),
        ],
        "bootstrapOfTwo": bootstrap_two(rng, rng.exponential(1, 12), rng.exponential(2, 17)),
        "holm": {"pValues": p_values, "adjusted": holm(p_values)},
        "wilson": [
            {"successes": k, "trials": n,
             "interval": interval(stats.binomtest(k, n).proportion_ci(0.95, method="wilson"))}
            for k, n in ((9717, 10_000), (8097, 10_000), (0, 20), (20, 20), (3, 7))
        ],
        "classification": classification(rng, 200, 4),
        "regression": regression(rng, 40, 3),
    }
    target = pathlib.Path(__file__).parent.parent / "Tests/Fixtures/scipy/statistics.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(fixture, separators=(",", ":")).replace('],"', '],\n"') + "\n")
    print(f"{target}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
