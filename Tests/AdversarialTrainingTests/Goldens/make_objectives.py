"""Reference numbers for the objectives and penalties of pipeline/mnist.yaml, computed with PyTorch in float64.

    python3 make_objectives.py > objectives.json          # needs torch (any recent version, CPU)

The networks and the inputs are those of the first step of make_golden.py, with dropout 0.4. The penalties are
differentiated twice by PyTorch. Generated images are compared with the real image of the same number modulo half a
batch, whose dropout masks in the generator's update are those of the samples behind the batch.
"""
import json
import sys

import torch
import torch.nn.functional as F

import make_golden
from make_golden import (BATCH, DISCRIMINATOR, GENERATOR, LATENT, Adam, digest, discriminator, generator, gradients,
                         parameters, wave)

RATE = 0.4
SLOPE = make_golden.SLOPE
CASES = {  # name: loss, label smoothing, weights of the penalties on real and on generated images, slope of LeakyReLU
    "smoothed": ("non_saturating", 0.1, 0, 0, SLOPE),
    "relativistic": ("relativistic", 0, 0, 0, SLOPE),
    "relativistic_smoothed": ("relativistic", 0.2, 0, 0, SLOPE),
    "least_squares": ("least_squares", 0.1, 0, 0, SLOPE),
    "r1": ("non_saturating", 0, 0.05, 0, SLOPE),
    "r2": ("non_saturating", 0, 0, 0.06, SLOPE),
    "relativistic_r1_r2": ("relativistic", 0, 0.01, 0.04, SLOPE),
    "relu": ("non_saturating", 0, 0, 0, 0),
    "slope_r1": ("non_saturating", 0, 0.03, 0, 0.5),
}


def discriminator_loss(kind, real, fake, smoothing):
    if kind == "relativistic":
        return (F.softplus(fake - real) + smoothing * (real - fake)).mean()
    if kind == "least_squares":
        losses = torch.cat([(real - 1 + 2 * smoothing) ** 2, (fake + 1) ** 2]) / 2
    else:
        losses = torch.cat([F.softplus(-real) + smoothing * real, F.softplus(fake)])
    return losses.mean()


def generator_loss(kind, fake, real):
    if kind == "relativistic":
        return F.softplus(real - fake).mean()
    return ((fake - 1) ** 2 / 2).mean() if kind == "least_squares" else F.softplus(-fake).mean()


def step(kind, smoothing, real_weight, fake_weight, slope):
    make_golden.SLOPE = slope
    g, d = parameters(GENERATOR), parameters(DISCRIMINATOR)
    half = BATCH // 2
    real = 0.5 + wave((half, 28, 28, 1), 0.5, 2.0)
    fake = generator(g, wave((half, LATENT), 1.4, 3.0)).detach()
    images = torch.cat([real, fake]).requires_grad_(True)
    logits = discriminator(d, images, RATE, salt=0)
    loss = discriminator_loss(kind, logits[:half], logits[half:], smoothing)
    slopes, = torch.autograd.grad(logits.sum(), images, create_graph=True)
    weights = torch.cat([torch.full((half,), float(real_weight)), torch.full((half,), float(fake_weight))])
    penalty = (weights / 2 * (slopes ** 2).sum((1, 2, 3))).sum() / BATCH
    # The loss of a pair counts once, as that of an image does.
    minimised = loss * (0.5 if kind == "relativistic" else 1) + penalty
    d_gradients = gradients(minimised, d)
    Adam(d).update(d, d_gradients)
    made = generator(g, wave((BATCH, LATENT), 1.4, 4.0))
    # One pass over both, so that the masks of the real images follow those of the batch.
    judged = discriminator(d, torch.cat([made, real]), RATE, salt=5)
    g_loss = generator_loss(kind, judged[:BATCH], judged[BATCH:].repeat(2))
    g_gradients = gradients(g_loss, g)
    return {
        "d_loss": loss.item(), "penalty": penalty.item(), "g_loss": g_loss.item(),
        "d_gradients": {k: digest(v, 6) for k, v in d_gradients.items()},
        "g_gradients": {k: digest(v, 6) for k, v in g_gradients.items()},
    }


if __name__ == "__main__":
    cases = {name: {"loss": case[0], "label_smoothing": case[1], "r1": case[2], "r2": case[3],
                    "leaky_slope": case[4], **step(*case)}
             for name, case in CASES.items()}
    json.dump({"torch": torch.__version__, "batch": BATCH, "latent": LATENT, "cases": cases}, sys.stdout, indent=1)
    sys.stdout.write("\n")
