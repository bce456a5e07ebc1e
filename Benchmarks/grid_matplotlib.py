"""Draws the 100 images of a grid that `render` made as a course does, one subplot each, and saves
them; prints the milliseconds that took, without the start of Python and the import, as JSON."""
import argparse
import json
import time

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("grid", metavar="PNG", help="10x10 images of 28x28 pixels, 2 pixels apart")
parser.add_argument("output", metavar="PNG")
options = parser.parse_args()

SIDE, SPACING = 28, 2
sheet = 1 - pyplot.imread(options.grid)[SPACING:, SPACING:]  # black on white, as it was drawn
cells = sheet.reshape(10, SIDE + SPACING, 10, SIDE + SPACING)[:, :SIDE, :, :SIDE]
images = cells.transpose(0, 2, 1, 3).reshape(100, SIDE, SIDE)

begin = time.perf_counter()
for index, image in enumerate(images):
    pyplot.subplot(10, 10, 1 + index)
    pyplot.axis("off")
    pyplot.imshow(image, cmap="gray_r")
pyplot.savefig(options.output)
pyplot.close()
milliseconds = (time.perf_counter() - begin) * 1000
print(json.dumps(
    {"work_ms": round(milliseconds, 1), "versions": {"matplotlib": matplotlib.__version__}}))
