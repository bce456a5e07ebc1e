"""What the step_* scripts share: options, the images, the clock and the line they print."""
import argparse
import json
import pathlib
import resource
import statistics
import time

START = time.perf_counter()  # import this module first: the first step is counted from here

LATENT = 100
RATE, BETA1, BETA2, EPSILON = 2e-4, 0.5, 0.999, 1e-7
SLOPE, DROPOUT = 0.2, 0.4
WARM_UP = 3


def parse_options(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--batch-size", type=int, default=256, metavar="N", help="(default: 256)")
    parser.add_argument("--steps", type=int, default=20, metavar="N",
                        help=f"timed steps, after {WARM_UP} untimed ones (default: 20)")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="(default: 2)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="(default: 0)")
    parser.add_argument("--data", type=pathlib.Path, metavar="PATH",
                        default=pathlib.Path(__file__).parent.parent / "data" / "mnist.npz",
                        help="MNIST in Keras's npz layout (default: data/mnist.npz)")
    return parser.parse_args()


def training_images(path):
    """The training images as float32 in 0...1, [60000, 28, 28, 1]."""
    import numpy
    with numpy.load(path) as archive:
        return archive["x_train"][..., None].astype(numpy.float32) / 255


def others_cpu_seconds():
    """CPU seconds since boot of everything but this process; None where /proc/stat is missing."""
    try:
        with open("/proc/stat") as file:
            user, nice, system, _, _, irq, softirq, steal = map(
                int, file.readline().split()[1:9])
    except FileNotFoundError:
        return None
    return (user + nice + system + irq + softirq + steal) / 100 - time.process_time()


def measure(step, options, **facts):
    """Times `step`, a function that trains one step and returns the losses of D and G, and prints
    one line of JSON.

    `first_step_s` is the time from the start of the process to the end of its first step,
    `losses` are the first steps', `others_busy_cores` is 0 on a quiet machine.
    """
    losses, first_step = [], None
    for _ in range(WARM_UP):
        losses.append(step())
        first_step = first_step or time.perf_counter() - START
    milliseconds = []
    others, begin = others_cpu_seconds(), time.perf_counter()
    for _ in range(options.steps):
        step_begin = time.perf_counter()
        losses.append(step())
        milliseconds.append((time.perf_counter() - step_begin) * 1000)
    if others is not None:
        others = (others_cpu_seconds() - others) / (time.perf_counter() - begin)
    print(json.dumps({
        **facts, "precision": options.precision, "threads": options.threads,
        "batch_size": options.batch_size, "steps": options.steps, "median_ms": round(statistics.median(milliseconds), 1),
        "min_ms": round(min(milliseconds), 1), "max_ms": round(max(milliseconds), 1),
        "first_step_s": round(first_step, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "others_busy_cores": None if others is None else round(others, 2),
        "losses": [[round(float(loss), 4) for loss in pair] for pair in losses[:5]]}))
