"""Reads the arrays of an npz with numpy.load and prints the milliseconds that took, without the
start of Python and the import, as JSON."""
import argparse
import json
import time

import numpy

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("npz", metavar="PATH")
options = parser.parse_args()

begin = time.perf_counter()
with numpy.load(options.npz) as archive:
    arrays = {name: archive[name] for name in archive.files}
milliseconds = (time.perf_counter() - begin) * 1000
print(json.dumps({"work_ms": round(milliseconds, 1), "versions": {"numpy": numpy.__version__}}))
