"""Times the training step in PyTorch: eager, channels last, the 7x7 convolution as products of 49
columns, the fastest form that was found.

With glibc's allocator as it is, the step returns its buffers to the kernel each time and is up to
a quarter slower; Benchmarks/bench-peers sets the environment variables that keep them.
"""
import measurement  # first: it starts the clock
from measurement import DROPOUT, LATENT, SLOPE

import math
import os

options = measurement.parse_options(__doc__)
BATCH = options.batch_size
HALF = BATCH // 2
os.environ["OMP_NUM_THREADS"] = str(options.threads)

import numpy
import torch
from torch import nn
from torch.nn import functional

torch.set_num_threads(options.threads)
torch.manual_seed(options.seed)
KERNEL, MARGIN = 7, 3


class TapProducts(torch.autograd.Function):
    """A 7x7 `same` convolution from many channels to one.

    Every input pixel is multiplied with all 49 taps in one product,

        taps[n, y, x, i, j] = sum over c of input[n, c, y, x] * weight[c, i, j]
        output[n, y, x] = sum over i, j of taps[n, y + i - 3, x + j - 3, i, j]

    because libraries pad the single output channel to a full vector. Channels last in and out.
    """

    @staticmethod
    def forward(context, images, weight):
        n, channels, height, width = images.shape
        pixels = images.permute(0, 2, 3, 1).reshape(-1, channels)
        context.save_for_backward(pixels, weight)
        context.size = n, height, width
        taps = (pixels @ weight).view(n, height, width, KERNEL * KERNEL)
        taps = functional.pad(taps, (0, 0, MARGIN, MARGIN, MARGIN, MARGIN))
        along_n, along_y, along_x, along_tap = taps.stride()
        shifted = taps.as_strided(
            (n, 1, height, width, KERNEL, KERNEL),
            (along_n, 0, along_y, along_x, along_y + KERNEL * along_tap, along_x + along_tap))
        return shifted.sum((-2, -1))

    @staticmethod
    def backward(context, gradient):
        pixels, weight = context.saved_tensors
        n, height, width = context.size
        padded = functional.pad(gradient.to(pixels.dtype), (MARGIN, MARGIN, MARGIN, MARGIN))
        # patches[n, y, x, i, j] = gradient[n, y - i + 3, x - j + 3]
        padded = padded.flip(2, 3).contiguous()
        along_n, _, along_y, along_x = padded.stride()
        patches = padded.as_strided(
            (n, height, width, KERNEL, KERNEL), (along_n, along_y, along_x, along_y, along_x))
        patches = patches.flip(1, 2).reshape(-1, KERNEL * KERNEL)
        image_gradient = (patches @ weight.t()).view(n, height, width, -1).permute(0, 3, 1, 2)
        return image_gradient, pixels.t() @ patches


class OutputConvolution(nn.Module):
    """The generator's last layer."""

    def __init__(self, channels):
        super().__init__()
        limit = math.sqrt(6 / ((channels + 1) * KERNEL * KERNEL))  # Glorot's, as Keras counts
        self.weight = nn.Parameter(
            torch.empty(channels, KERNEL * KERNEL).uniform_(-limit, limit))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, images):
        weight = self.weight
        if torch.is_autocast_enabled("cpu"):
            images, weight = images.bfloat16(), weight.bfloat16()
        return TapProducts.apply(images, weight) + self.bias


def strided_convolution(inputs, outputs):
    # TensorFlow's `same` at stride 2 pads below and right only, which `padding=1` cannot say.
    return nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(inputs, outputs, 3, stride=2)


def transposed_convolution():
    return nn.ConvTranspose2d(128, 128, 4, stride=2, padding=1)


def glorot(module):
    if isinstance(module, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)


discriminator = nn.Sequential(
    *strided_convolution(1, 64), nn.LeakyReLU(SLOPE), nn.Dropout(DROPOUT),
    *strided_convolution(64, 64), nn.LeakyReLU(SLOPE), nn.Dropout(DROPOUT),
    nn.Flatten(), nn.Linear(64 * 7 * 7, 1))  # its sigmoid is inside the loss
generator = nn.Sequential(
    nn.Linear(LATENT, 128 * 7 * 7), nn.LeakyReLU(SLOPE), nn.Unflatten(1, (128, 7, 7)),
    transposed_convolution(), nn.LeakyReLU(SLOPE),
    transposed_convolution(), nn.LeakyReLU(SLOPE),
    OutputConvolution(128), nn.Sigmoid())


def prepare(network):
    network.apply(glorot).to(memory_format=torch.channels_last)
    return torch.optim.Adam(
        network.parameters(), lr=measurement.RATE, betas=(measurement.BETA1, measurement.BETA2),
        eps=measurement.EPSILON, fused=True)


generator_adam, discriminator_adam = prepare(generator), prepare(discriminator)
images = torch.from_numpy(measurement.training_images(options.data)).permute(0, 3, 1, 2)
halves = torch.cat([torch.ones(HALF, 1), torch.zeros(HALF, 1)])
ones = torch.ones(BATCH, 1)


def precision():
    return torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16")


def update(optimizer, logits, labels):
    loss = functional.binary_cross_entropy_with_logits(logits.float(), labels)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def train_discriminator():
    real = images[torch.randint(len(images), (HALF,))]
    with torch.no_grad(), precision():
        fake = generator(torch.randn(HALF, LATENT)).float()
    with precision():
        logits = discriminator(torch.cat([real, fake]))
    return update(discriminator_adam, logits, halves)


def train_generator():
    discriminator.requires_grad_(False)
    with precision():
        logits = discriminator(generator(torch.randn(BATCH, LATENT)))
    loss = update(generator_adam, logits, ones)
    discriminator.requires_grad_(True)
    return loss


def step():
    return train_discriminator(), train_generator()


def parameter_count(network):
    return sum(weight.numel() for weight in network.parameters())


assert (parameter_count(generator), parameter_count(discriminator)) == (1_164_289, 40_705)
measurement.measure(
    step, options, versions={"torch": torch.__version__, "numpy": numpy.__version__})
