#!/usr/bin/env python3
"""Makes runs.tar.gz beside this script with the programs of version 0.2.0.

    make_fixtures.py FOLDER_OF_THE_BINARIES

It holds a store of 32 training and 16 test images (`store.safetensors`) and two runs of batch_size
16 and latent_dim 2: `run`, two whole epochs and their evaluation, and `stopped`, one epoch and one
of the two steps of the next. Both begin at a state in which all but a few channels of the networks
are zero. Such channels get no gradient and stay zero, so that 21 MB of numbers compress to a small
file; every byte but the zeros is what 0.2.0 wrote. The programs use the portable instruction set,
so any machine makes the same files.

Needs numpy; made with numpy 2.4.6 and Python 3.11.7.
"""

import gzip
import hashlib
import io
import json
import os
import signal
import struct
import subprocess
import sys
import tarfile
import tempfile
import time

import numpy

LIVE_GENERATOR_CHANNELS = 3
LIVE_DISCRIMINATOR_FILTERS = 4
OPTIONS = ["--batch-size", "16", "--latent-dim", "2", "--data", "store.safetensors"]


def main():
    binaries = os.path.abspath(sys.argv[1])
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "runs.tar.gz")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        environment = {"PATH": os.environ["PATH"], "GAN_KERNELS": "portable"}
        program = lambda name: [os.path.join(binaries, name)]

        def run(name, *arguments):
            subprocess.run(
                program(name) + list(arguments), env=environment, check=True,
                stdout=subprocess.DEVNULL)

        make_data("data.npz")
        run("ingest", "data.npz", "--output", "store.safetensors")
        run("train", "--run", "first", "--epochs", "1", *OPTIONS)
        for name, epochs in [("run", "2"), ("stopped", "1")]:
            os.mkdir(name)
            make_start("first/state.safetensors", f"{name}/state.safetensors")
            run("train", "--run", name, "--epochs", epochs, *OPTIONS)
        run("evaluate", "--run", "run", "--data", "store.safetensors", "--checkpoint", "all")
        stop_between_two_steps(program("train"), environment)
        pack(["store.safetensors", "run", "stopped"], target)


def make_data(path):
    """Strokes at a slant that differs from image to image."""
    y, x = numpy.mgrid[0:28, 0:28]
    images = [
        numpy.clip(255 - 60 * abs(x - 5 - (y * (1 + i % 4) // 4 + 3 * i) % 17), 0, 255)
        for i in range(48)]
    images = numpy.array(images, dtype=numpy.uint8)
    labels = numpy.arange(48, dtype=numpy.uint8) % 10
    numpy.savez(
        path, x_train=images[:32], y_train=labels[:32], x_test=images[32:], y_test=labels[32:])


def make_start(source, path):
    """A state before the first step from the weights of another, with few live channels."""
    with open(source, "rb") as file:
        count, = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(count))
        data = bytearray(file.read())
    metadata = header["__metadata__"]
    tensors = sorted(
        (item for item in header.items() if item[0] != "__metadata__"),
        key=lambda item: item[1]["data_offsets"])
    progress = json.loads(metadata["progress"])
    progress.update(epoch=0, generator_updates=0, discriminator_updates=0, checkpoint="")
    progress["totals"] = {key: 0 for key in progress["totals"]}
    text = json.dumps(progress, sort_keys=True, separators=(",", ":"))
    hasher = hashlib.sha256(text.encode())
    for name, entry in tensors:
        shape = entry["shape"]
        start, end = entry["data_offsets"]
        values = numpy.frombuffer(bytes(data[start:end]), dtype="<f4").reshape(shape)
        # A product would leave -0, and random signs do not compress.
        values = numpy.where(live(name, shape), values, numpy.float32(0))
        data[start:end] = values.astype("<f4").tobytes()
        hasher.update(f"{name}[{', '.join(map(str, shape))}]".encode())
        hasher.update(data[start:end])
    header["__metadata__"] = {"progress": text, "sha256": hasher.hexdigest()}
    header = json.dumps(header, separators=(",", ":")).encode()
    header += b" " * (-(8 + len(header)) % 64)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header + data)


def live(name, shape):
    """1 where a parameter is kept, 0 elsewhere; moments are all dropped."""
    if name.startswith(("m.", "v.")):
        return 0
    network, layer, kind = name.split(".")
    generator = numpy.arange(128) < LIVE_GENERATOR_CHANNELS
    filters = numpy.arange(64) < LIVE_DISCRIMINATOR_FILTERS
    if network == "generator":
        if layer == "dense":
            return numpy.tile(generator, 49)
        if kind == "bias":
            return generator if layer != "output" else 1
        if layer == "output":
            return generator[:, None]
        return generator[:, None] & generator[None, :]
    if layer == "dense":
        return numpy.tile(filters, 49)[:, None] if kind == "kernel" else 1
    if kind == "bias" or layer == "conv1":
        return filters
    return filters[:, None] & filters[None, :]


def stop_between_two_steps(train, environment):
    """Stops the continued run `stopped` so that one step of an epoch is made."""
    subprocess.run(["cp", "-r", "stopped", "begun"], check=True)
    for attempt in range(200):
        subprocess.run(["rm", "-rf", "stopped"], check=True)
        subprocess.run(["cp", "-r", "begun", "stopped"], check=True)
        process = subprocess.Popen(
            train + ["--run", "stopped", "--epochs", "2", "--quiet", *OPTIONS], env=environment)
        time.sleep(0.02 + 0.002 * (attempt % 100))
        process.send_signal(signal.SIGTERM)
        if process.wait() != 143:
            continue
        with open("stopped/state.safetensors", "rb") as file:
            count, = struct.unpack("<Q", file.read(8))
            metadata = json.loads(file.read(count))["__metadata__"]
        progress = json.loads(metadata["progress"])
        if (progress["epoch"], progress["totals"]["steps"]) == (1, 1):
            return
    sys.exit("make_fixtures.py: the run was never stopped between its steps; run it again")


def pack(names, target):
    """The files as a tar that depends on nothing but them; locks are left out."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in names:
            paths = [name]
            if os.path.isdir(name):
                paths = sorted(f"{name}/{each}" for each in os.listdir(name))
            for path in paths:
                if path.endswith("lock"):
                    continue
                entry = tarfile.TarInfo(path)
                with open(path, "rb") as file:
                    content = file.read()
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    with open(target, "wb") as file:
        file.write(gzip.compress(buffer.getvalue(), 9, mtime=0))


main()
