"""Times the training step in Keras on TensorFlow, the whole step in one tf.function: the fastest
form that was found. As a course writes it, with train_on_batch and predict, it is a tenth slower.
"""
import measurement  # first: it starts the clock
from measurement import DROPOUT, LATENT, SLOPE

import os

options = measurement.parse_options(__doc__)
BATCH = options.batch_size
HALF = BATCH // 2
os.environ.update(KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="2",
                  OMP_NUM_THREADS=str(options.threads))

import keras
import numpy
import tensorflow as tf
from keras import layers

tf.config.threading.set_intra_op_parallelism_threads(options.threads)
tf.config.threading.set_inter_op_parallelism_threads(1)
keras.utils.set_random_seed(options.seed)
if options.precision == "bf16":  # weights, Adam and losses stay float32
    keras.mixed_precision.set_global_policy("mixed_bfloat16")

discriminator = keras.Sequential([
    layers.Input((28, 28, 1)),
    layers.Conv2D(64, 3, strides=2, padding="same"), layers.LeakyReLU(SLOPE),
    layers.Dropout(DROPOUT),
    layers.Conv2D(64, 3, strides=2, padding="same"), layers.LeakyReLU(SLOPE),
    layers.Dropout(DROPOUT),
    layers.Flatten(), layers.Dense(1, dtype="float32")])  # its sigmoid is inside the loss
generator = keras.Sequential([
    layers.Input((LATENT,)),
    layers.Dense(7 * 7 * 128), layers.LeakyReLU(SLOPE), layers.Reshape((7, 7, 128)),
    layers.Conv2DTranspose(128, 4, strides=2, padding="same"), layers.LeakyReLU(SLOPE),
    layers.Conv2DTranspose(128, 4, strides=2, padding="same"), layers.LeakyReLU(SLOPE),
    layers.Conv2D(1, 7, padding="same"), layers.Activation("sigmoid", dtype="float32")])


def adam(network):
    optimizer = keras.optimizers.Adam(
        measurement.RATE, beta_1=measurement.BETA1, beta_2=measurement.BETA2,
        epsilon=measurement.EPSILON)
    optimizer.build(network.trainable_variables)
    return optimizer


generator_adam, discriminator_adam = adam(generator), adam(discriminator)
cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
images = tf.constant(measurement.training_images(options.data))
halves = tf.concat([tf.ones((HALF, 1)), tf.zeros((HALF, 1))], 0)
ones = tf.ones((BATCH, 1))


@tf.function
def train():
    indices = tf.random.uniform((HALF,), maxval=len(images), dtype=tf.int32)
    fakes = generator(tf.random.normal((HALF, LATENT)), training=False)
    with tf.GradientTape() as tape:
        batch = tf.concat([tf.gather(images, indices), fakes], 0)
        discriminator_loss = cross_entropy(halves, discriminator(batch, training=True))
    weights = discriminator.trainable_variables
    discriminator_adam.apply(tape.gradient(discriminator_loss, weights), weights)

    # Only the generator is watched: the discriminator is frozen, its gradients are not computed.
    weights = generator.trainable_variables
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([weight.value for weight in weights])
        fakes = generator(tf.random.normal((BATCH, LATENT)), training=True)
        generator_loss = cross_entropy(ones, discriminator(fakes, training=True))
    generator_adam.apply(tape.gradient(generator_loss, weights), weights)
    return discriminator_loss, generator_loss


def step():
    return tuple(float(loss) for loss in train())


assert (generator.count_params(), discriminator.count_params()) == (1_164_289, 40_705)
measurement.measure(
    step, options,
    versions={"keras": keras.__version__, "tensorflow": tf.__version__,
              "numpy": numpy.__version__})
