"""The laboratory: binaries, a tiny store, runs of it, and what they must be."""
import hashlib
import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import tempfile
import time

import archives
from harness import Failure, Skipped, expect

# Two steps an epoch.
TRAIN_IMAGES, TEST_IMAGES, BATCH = 32, 16, 16
# A run that was stopped for a measurement is not a hang.
PATIENCE = 180


def forget_own_peak():
    """Resets this process's peak of memory, with which that of every process it starts begins."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


class Finished:
    """What a process left."""

    def __init__(self, code, out, err, seconds, usage):
        # As the shell has it: 128 and the signal that ended it.
        self.code = code if code >= 0 else 128 - code
        self.out, self.err, self.seconds = out, err, seconds
        self.cpu_seconds = usage.ru_utime + usage.ru_stime if usage else 0.0
        self.peak_bytes = usage.ru_maxrss * 1024 if usage else 0

    def expect(self, *codes):
        """Fails unless the exit code is one of these; a failed one says so in one line."""
        said = self.err.strip()[-600:]
        expect(self.code in codes, f"exit {self.code}, not {codes}: {said}")
        if self.code not in (0, 64, 129, 130, 137, 143):
            errors = [line for line in self.err.splitlines() if line.startswith("error: ")]
            expect(len(errors) == 1, f"exit {self.code} with {len(errors)} error lines: {said}")
        return self


class Lab:
    """Runs the commands in a temporary folder."""

    def __init__(self, binaries, sources, quick, seed):
        self.binaries = os.path.abspath(binaries)
        self.sources = sources
        self.quick = quick
        self.seed = seed
        self.root = tempfile.mkdtemp(prefix="torture-")
        self.mounts = []
        self._shims = {}
        self._fresh = {}
        self._fresh_digests = {}
        self.store = f"{self.root}/store.safetensors"
        write_idx_folder(f"{self.root}/idx", TRAIN_IMAGES, TEST_IMAGES)
        self.run("ingest", f"{self.root}/idx", "--output", self.store, "--quiet").expect(0)
        # Beside the store, where evaluate looks for it.
        self.judge = f"{self.root}/judge.safetensors"
        self.run("evaluate", "judge", "--data", self.store, "--quiet").expect(0)

    def begin(self, name):
        """Gives a case a folder and random numbers of its own."""
        self.random = random.Random(f"{self.seed} {name}")
        self.folder = f"{self.root}/case"
        os.mkdir(self.folder)

    def end(self):
        """Removes all that the case left."""
        while self.mounts:
            subprocess.run(["umount", "-l", self.mounts.pop()], stderr=subprocess.DEVNULL)
        subprocess.run(["chmod", "-R", "u+rwx", self.folder])
        shutil.rmtree(self.folder)

    def close(self):
        shutil.rmtree(self.root)

    def count(self, full, quick):
        """How many states to try."""
        return quick if self.quick else full

    def path(self, name):
        return f"{self.folder}/{name}"

    def need(self, tool):
        """The path of a tool that not every machine has."""
        found = shutil.which(tool)
        if not found:
            raise Skipped(f"there is no '{tool}' here")
        return found

    def need_root(self):
        if os.geteuid() != 0:
            raise Skipped("only root can do this")

    # Processes

    def command(self, program, *arguments):
        return [f"{self.binaries}/{program}", *map(str, arguments)]

    def start(self, command, env=None, limits=None, **options):
        """Starts a process whose output goes to files."""
        forget_own_peak()
        environment = {"PATH": os.environ["PATH"], **(env or {})}

        def prepare():
            for which, value in (limits or {}).items():
                resource.setrlimit(which, (value, value))

        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", out)
        options.setdefault("stderr", err)
        process = subprocess.Popen(
            command, env=environment, preexec_fn=prepare if limits else None, **options)
        process.outputs = (out, err)
        process.began = time.monotonic()
        return process

    def finish(self, process, timeout=PATIENCE):
        """Waits for a process; one that hangs is killed and fails."""
        deadline = time.monotonic() + timeout
        pause = 0.001
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                self.send(process)
                os.wait4(process.pid, 0)
                process.returncode = -9
                raise Failure(f"no end after {timeout} s: {process.args}")
            time.sleep(pause)
            pause = min(0.02, pause * 1.5)
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in process.outputs:
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
            file.close()
        return Finished(
            process.returncode, *texts, time.monotonic() - process.began, usage)

    def run(self, program, *arguments, timeout=PATIENCE, **options):
        """Runs one of the commands to its end."""
        return self.finish(self.start(self.command(program, *arguments), **options), timeout)

    def make_command(self, rule, run, epochs):
        """`make` for a run of the tiny data set, without its build."""
        recipe = self.path("recipe.yaml")
        write(recipe, b"epochs: %d\nbatch_size: %d\nlatent_dim: 10\n" % (epochs, BATCH))
        return [
            self.need("make"), "-s", "-C", os.path.join(self.sources, "..", ".."), rule,
            "SWIFT=true", f"BIN={self.binaries}", f"SOURCE={self.root}/idx",
            f"DATA={self.path('store')}", f"RUN={run}", f"RECIPE={recipe}", "EVERY=1"]

    def send(self, process, which=signal.SIGKILL):
        """Sends a signal; unlike Popen's own, it leaves the process for `finish` to collect."""
        os.kill(process.pid, which)

    def is_running(self, process):
        """Whether a process goes on; one that ended stays for `finish` to collect."""
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def train_command(self, run, epochs, *arguments, store=None, threads=1):
        return self.command(
            "train", "--data", store or self.store, "--run", run, "--latent-dim", 10,
            "--batch-size", BATCH, "--threads", threads, "--epochs", epochs, *arguments)

    def train(self, run, epochs, *arguments, store=None, timeout=PATIENCE, **options):
        """Trains or continues a run of the tiny store."""
        command = self.train_command(run, epochs, *arguments, store=store)
        return self.finish(self.start(command, **options), timeout)

    def shim(self, name):
        """The environment that puts a C shim under a command."""
        if name not in self._shims:
            compiler = shutil.which("cc") or shutil.which("clang")
            if not compiler:
                raise Skipped("there is no C compiler here")
            library = f"{self.root}/{name}.so"
            source = f"{self.sources}/shims/{name}.c"
            subprocess.run(
                [compiler, "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, source,
                 "-ldl"], check=True)
            self._shims[name] = library
        return {"LD_PRELOAD": self._shims[name]}

    # Runs

    def fresh(self, epochs):
        """A run of this many epochs that nothing ever interrupted."""
        if epochs not in self._fresh:
            run = f"{self.root}/fresh-{epochs}"
            self.train(run, epochs, "--quiet").expect(0)
            self._fresh[epochs] = run
        return self._fresh[epochs]

    def fresh_digest(self, epochs, name):
        if (epochs, name) not in self._fresh_digests:
            self._fresh_digests[epochs, name] = digest(f"{self.fresh(epochs)}/{name}")
        return self._fresh_digests[epochs, name]

    def copy(self, epochs, name):
        """A copy to damage of an uninterrupted run."""
        run = self.path(name)
        shutil.rmtree(run, ignore_errors=True)
        shutil.copytree(self.fresh(epochs), run)
        return run

    def expect_same(self, run, epochs):
        """Fails unless archive and state are those of an uninterrupted run, with nothing else."""
        for name in ("checkpoints.tar", "state.safetensors"):
            expect(
                digest(f"{run}/{name}") == self.fresh_digest(epochs, name),
                f"{name} differs from that of an uninterrupted run of {epochs} epochs")
        self.expect_no_temporaries(run)

    def expect_no_temporaries(self, folder):
        left = [name for name in os.listdir(folder) if ".tmp-" in name]
        expect(not left, f"temporaries are left: {left}")

    def whole_epochs(self, run):
        """The epochs an archive holds, by Python's reader; they must be 1 to n."""
        path = f"{run}/checkpoints.tar"
        found = archives.whole_epochs(path) if os.path.exists(path) else []
        expect(found == list(range(1, len(found) + 1)), f"the archive lists {found}")
        return len(found)

    def expect_readers_agree(self, run, count, data=None):
        """Fails unless our reader, Python's and tar's see just the epochs 1 to `count`."""
        path = f"{run}/checkpoints.tar"
        expect(self.whole_epochs(run) == count, f"Python reads {archives.whole_epochs(path)}")
        listed = subprocess.run(["tar", "tf", path], capture_output=True, text=True)
        names = [name for name in listed.stdout.split() if name.endswith("checkpoint.json")]
        expect(listed.returncode == 0, f"tar: {listed.stderr.strip()}")
        expect(len(names) == count, f"tar lists {names}, not {count} epochs")
        whole = [finding["part"] for finding in self.verify(run) if "part" in finding
                 and finding["verdict"] == "whole"]
        expect(whole == [f"e{n:03}" for n in range(1, count + 1)], f"evaluate reads {whole}")

    def verify(self, run):
        """The findings of `evaluate --verify`."""
        import json
        result = self.run("evaluate", "--verify", "--json", "--run", run, "--data", self.store)
        expect(result.code in (0, 65), f"evaluate --verify: exit {result.code}: {result.err}")
        return json.loads(result.out)["findings"]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def idx_bytes(dimensions, content):
    """An IDX file of unsigned bytes."""
    header = bytes([0, 0, 8, len(dimensions)])
    return header + b"".join(struct.pack(">I", n) for n in dimensions) + content


def write_idx_folder(folder, train, test):
    """The four files of a small made-up data set."""
    os.makedirs(folder, exist_ok=True)
    pixels = random.Random(1)
    for name, count in (("train", train), ("t10k", test)):
        write(f"{folder}/{name}-images-idx3-ubyte",
              idx_bytes([count, 28, 28], pixels.randbytes(count * 784)))
        write(f"{folder}/{name}-labels-idx1-ubyte",
              idx_bytes([count], bytes(index % 10 for index in range(count))))
