"""Reference numbers for the metrics, computed with NumPy and SciPy in float64.

    python3 make_golden.py > metrics.json        # needs numpy and scipy (any recent versions)

Every input is defined by a formula whose values are float32 numbers, so a test needs no data file besides
metrics.json:

    hash(x): x ^= x >> 16, x *= 0x7feb352d, x ^= x >> 15, x *= 0x846ca68b, x ^= x >> 16      (modulo 2**32)
    uniform(n, salt)[i] = (hash(i + 65536 salt) >> 16) / 65536, i = 0 ..< n
    features(n, d, salt, scale)[i][j] =
        scale (uniform[i][j] + uniform[i][(j + 1) % d] uniform[i][0])      (both rounded to float32)
"""
import json
import sys

import numpy
import scipy
import scipy.linalg
import scipy.stats

K = 5


def uniform(n, salt):
    x = (numpy.arange(n, dtype=numpy.uint64) + 65536 * salt) & 0xFFFFFFFF
    x ^= x >> 16
    x = x * 0x7FEB352D & 0xFFFFFFFF
    x ^= x >> 15
    x = x * 0x846CA68B & 0xFFFFFFFF
    x ^= x >> 16
    return (x >> 16).astype(numpy.float64) / 65536


def features(n, d, salt, scale=1):
    u = uniform(n * d, salt).reshape(n, d)
    mixed = (u + numpy.roll(u, -1, axis=1) * u[:, :1]).astype(numpy.float32)
    return (numpy.float32(scale) * mixed).astype(numpy.float64)


def frechet_distance(x, y):
    c1, c2 = numpy.cov(x, rowvar=False), numpy.cov(y, rowvar=False)
    means = x.mean(axis=0) - y.mean(axis=0)
    return means @ means + numpy.trace(c1 + c2 - 2 * scipy.linalg.sqrtm(c1 @ c2).real)


def frechet_distance_singular(x, y):
    """The same where a covariance has no inverse and sqrtm is wrong in the fourth digit.

    The eigenvalues of the root of A'A B'B are the singular values of A B'.
    """
    means = x.mean(axis=0) - y.mean(axis=0)
    x, y = ((v - v.mean(axis=0)) / numpy.sqrt(len(v) - 1) for v in (x, y))
    root = numpy.linalg.svd(x @ y.T, compute_uv=False).sum()
    return means @ means + (x**2).sum() + (y**2).sum() - 2 * root


def kernel_distance(x, y):
    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1) ** 3

    m = len(x)
    within = sum((k.sum() - numpy.trace(k)) / (m * (m - 1)) for k in (kernel(x, x), kernel(y, y)))
    return within - 2 * kernel(x, y).mean()


def subsets(n, size):
    """Subset s has the indices (s + step i) mod n of the s-th step."""
    return [[(s + step * i) % n for i in range(size)] for s, step in enumerate((1, 7, 11, 13))]


def distances(x, y):
    return numpy.sqrt(((x[:, None] - y[None]) ** 2).sum(axis=2))


def neighbours(x, y):
    x, y = (v / numpy.linalg.norm(v, axis=1, keepdims=True) for v in (x, y))

    def radii(v):
        return numpy.sort(distances(v, v), axis=1)[:, K]

    between, real, fake = distances(x, y), radii(x), radii(y)
    return {
        "precision": (between <= real[:, None]).any(axis=0).mean(),
        "recall": (between <= fake[None]).any(axis=1).mean(),
        "density": (between <= real[:, None]).sum(axis=0).mean() / K,
        "coverage": (between.min(axis=1) <= real).mean(),
    }


def predictions(logits, real_counts):
    probabilities = scipy.special.softmax(logits, axis=1)
    marginal = probabilities.mean(axis=0)
    divergences = scipy.stats.entropy(probabilities, marginal[None], axis=1)
    counts = numpy.bincount(probabilities.argmax(axis=1), minlength=logits.shape[1])
    return {
        "classifier_score": numpy.exp(divergences.mean()),
        "confidence": probabilities.max(axis=1).mean(),
        "histogram": counts.tolist(),
        "class_kl": scipy.stats.entropy(counts, real_counts),
    }


def main():
    x, y = features(200, 16, 1), features(150, 16, 2, 0.75)
    short = features(20, 32, 3), features(24, 32, 4)
    pieces = [
        kernel_distance(x[list(a)], y[list(b)])
        for a, b in zip(subsets(200, 40), subsets(150, 40))
    ]
    logits = (uniform(150 * 10, 5).reshape(150, 10) * 12).astype(numpy.float32).astype(numpy.float64)
    scores = numpy.floor(uniform(300, 6) * 32)
    fake, test = uniform(150, 7) * uniform(150, 9), uniform(200, 8)
    result = {
        "made_with": f"numpy {numpy.__version__}, scipy {scipy.__version__}",
        "frechet_distance": frechet_distance(x, y),
        "frechet_distance_singular": frechet_distance_singular(*short),
        "kernel_distance": numpy.mean(pieces),
        "kernel_distance_deviation": numpy.std(pieces),
        **neighbours(x, y),
        **predictions(logits, numpy.arange(10, 20)),
        "area": scipy.stats.mannwhitneyu(scores[:100], scores[100:]).statistic / (100 * 200),
        "copies": (fake < numpy.percentile(test, 1)).mean(),
        "neighbour_ratio": numpy.median(fake) / numpy.median(test),
        "wilson": [
            [s, n, *scipy.stats.binomtest(s, n).proportion_ci(0.95, method="wilson")]
            for s, n in ((0, 10), (1, 1), (37, 100), (9876, 10000))
        ],
    }
    json.dump(result, sys.stdout, indent=1)
    print()


main()
