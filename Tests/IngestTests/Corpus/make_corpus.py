#!/usr/bin/env python3
"""Makes corpus.tar.gz beside this script: ordinary data files as other programs write them, and
damaged ones.

    make_corpus.py

`ordinary/NAME/` holds what `ingest` is given: twelve training and six test images, or the parts of
them that `expected.txt` names, one line a case. `damaged/NAME/` holds what it must refuse;
`refusals.txt` has a piece of each message. `expected/` has the bytes of the four arrays, and those of
the arrays that pictures in folders give: by digit.

Needs numpy; made with numpy 2.4.6 and Python 3.11.7. The same versions give the same bytes.
"""

import gzip
import io
import os
import struct
import sys
import tarfile
import tempfile
import zipfile
import zlib

import numpy

TRAIN, TEST = 12, 6
ALL = ("train.images", "train.labels", "test.images", "test.labels")
IDX_NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte",
             "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
KERAS_NAMES = ("x_train", "y_train", "x_test", "y_test")
TIME = (1980, 1, 1, 0, 0, 0)


def make_data():
    """Few strokes, so that the corpus is small, and every value from 0 to 255 in each split."""
    numbers = numpy.random.default_rng(9)

    def split(count):
        images = numpy.zeros((count, 28, 28), numpy.uint8)
        places = numbers.choice(images.size, 256 + 10 * count, replace=False)
        values = numpy.concatenate([numpy.arange(256), numbers.integers(1, 256, 10 * count)])
        images.reshape(-1)[places] = values
        return images, numbers.permutation(numpy.arange(count) % 10).astype(numpy.uint8)

    return split(TRAIN) + split(TEST)


DATA = make_data()
KERAS = dict(zip(KERAS_NAMES, DATA))
X, Y, XT, YT = DATA


# Writers


def npy(array, version=None):
    file = io.BytesIO()
    numpy.lib.format.write_array(file, numpy.asanyarray(array), version=version)
    return file.getvalue()


def npy_with(descr, shape, data, fortran=False):
    """An array under a header that NumPy reads and does not write."""
    text = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}"
    text += " " * (-(len(text) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + data


def npz(arrays, compression=zipfile.ZIP_STORED, comment=b"", force_zip64=True, level=None):
    """As numpy.savez writes it, at a time that is always the same."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression, compresslevel=level) as archive:
        for name, content in arrays.items():
            content = content if isinstance(content, bytes) else npy(content)
            member = zipfile.ZipInfo(name + ".npy" if "." not in name else name, TIME)
            member.compress_type = compression
            with archive.open(member, "w", force_zip64=force_zip64) as entry:
                entry.write(content)
        archive.comment = comment
    return file.getvalue()


def deflated(arrays, **options):
    return npz(arrays, zipfile.ZIP_DEFLATED, **options)


class Unseekable(io.BytesIO):
    """What makes Python write data descriptors behind the members, as into a pipe."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation

    def tell(self):
        raise io.UnsupportedOperation


def npz_into_a_pipe(arrays, compression):
    file = Unseekable()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(name + ".npy", TIME)
            member.compress_type = compression
            archive.writestr(member, npy(array))
    return file.getvalue()


def npz_of_zip64(arrays):
    """With zip64 records everywhere, as for files above 4 GiB."""
    limit = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 100, 1
    try:
        return npz(arrays)
    finally:
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limit


def idx(array, code=8, dtype=">u1"):
    array = numpy.asarray(array)
    return (bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
            + array.astype(dtype).tobytes())


def idx_files(ending="", pack=lambda content: content, names=IDX_NAMES):
    return {name + ending: pack(idx(array)) for name, array in zip(names, DATA)}


def pack(content, name="", level=9):
    file = io.BytesIO()
    with gzip.GzipFile(name, "wb", level, file, mtime=0) as stream:
        stream.write(content)
    return file.getvalue()


def in_blocks(content, size=1000):
    """Many members and an empty one at the end, as bgzip and pigz write."""
    pieces = [content[start:start + size] for start in range(0, len(content), size)]
    return b"".join(map(pack, pieces + [b""]))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(
        ">I", zlib.crc32(kind + data))


def png(image, colour=0, bits=8, extra=b""):
    height, width = image.shape[:2]
    rows = image.reshape(height, -1)
    data = b"".join(b"\0" + row.tobytes() for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
            + extra + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


def rgb(image):
    return png(numpy.stack([image] * 3, axis=-1), colour=2)


def rgba(image):
    return png(numpy.stack([image] * 3 + [numpy.full_like(image, 255)], axis=-1), colour=6)


def grey_alpha(image):
    return png(numpy.stack([image, numpy.full_like(image, 255)], axis=-1), colour=4)


def palette(image):
    table = bytes(255 - value for value in range(256) for _ in range(3))
    return png(255 - image, colour=3, extra=chunk(b"PLTE", table))


def with_texts(image):
    return png(image, extra=chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"tEXt", b"Title\0digit"))


def picture_folders(train="train", test="test", draw=png, name="{:05d}.png"):
    """The images in ImageFolder's order: by digit, then by the number in the name."""
    files = {}
    for folder, images, labels in ((train, X, Y), (test, XT, YT)):
        if folder is None:
            continue
        for index, (image, label) in enumerate(zip(images, labels)):
            files[f"{folder}/{label}/{name.format(index)}"] = draw(image)
    return files


# Cases


def ordinary():
    """The files of every case, and the parts of the data set that they hold."""
    cases = {}

    def case(name, files, parts=ALL):
        assert name not in cases, name
        cases[name] = (files, parts)

    def keras(name, content, parts=ALL):
        case(name, {"mnist.npz": content}, parts)

    def images(function):
        return dict(KERAS, x_train=function(X), x_test=function(XT))

    def labels(function):
        return dict(KERAS, y_train=function(Y), y_test=function(YT))

    keras("savez", npz(KERAS))
    keras("savez_compressed", deflated(KERAS))
    keras("savez-level-1", deflated(KERAS, level=1))
    keras("savez-without-zip64-fields", npz(KERAS, force_zip64=False))
    keras("zip64-records", npz_of_zip64(KERAS))
    keras("zip-comment", npz(KERAS, comment=b"made by hand"))
    keras("zip-long-comment", deflated(KERAS, comment=b"PK\5\6 " * 10000))
    keras("zip-into-a-pipe", npz_into_a_pipe(KERAS, zipfile.ZIP_STORED))
    keras("zip-into-a-pipe-compressed", npz_into_a_pipe(KERAS, zipfile.ZIP_DEFLATED))
    keras("zip-with-other-members", npz(dict(KERAS, **{
        "readme.txt": b"hello", "sub/x_train.npy": b"", "weights": numpy.zeros(3),
        "names": numpy.array(["a", "b"])})))
    keras("npy-version-2", npz({name: npy(array, (2, 0)) for name, array in KERAS.items()}))
    keras("npy-version-3", npz({name: npy(array, (3, 0)) for name, array in KERAS.items()}))
    for types in ("<u2 >u2 <u4 >u4 <u8 >u8 <i2 >i2 <i4 >i4 <i8 >i8").split():
        keras("images-" + types.replace("<", "little-").replace(">", "big-"),
              deflated(images(lambda array: array.astype(types))))
    for types in ("|i1 <u2 >u2 <i4 >i4 <i8 >i8 <f4 <f8").split():
        name = types.replace("<", "little-").replace(">", "big-").replace("|", "")
        keras("labels-" + name, npz(labels(lambda array: array.astype(types))))
    for types in ("<f2", "<f4", ">f4", "<f8", ">f8"):
        name = types.replace("<", "little-").replace(">", "big-")
        keras("floats-to-255-" + name, deflated(images(lambda array: array.astype(types))))
        keras("floats-to-1-" + name,
              deflated(images(lambda array: (array / 255).astype(types))))
    keras("floats-divided-in-float32",
          npz(images(lambda array: array.astype("float32") / numpy.float32(255))))
    keras("floats-times-the-inverse",
          deflated(images(lambda array: array.astype("float32") * numpy.float32(1 / 255))))
    keras("floats-divided-in-float16",
          deflated(images(lambda array: array.astype("float16") / numpy.float16(255))))
    for spelling in ("B", "u1", "|u1", "<u1", ">u1", "=u1", "uint8"):
        name = spelling.translate(str.maketrans({"|": "bar-", "<": "little-", ">": "big-",
                                                 "=": "native-"}))
        keras("descr-" + name, npz({
            key: npy_with(spelling, array.shape, array.tobytes()) for key, array in KERAS.items()}))
    keras("descr-letters-of-C", npz(dict(
        KERAS, x_train=npy_with("<h", X.shape, X.astype("<i2").tobytes()),
        y_train=npy_with("q", Y.shape, Y.astype("<i8").tobytes()))))
    keras("fortran-order", npz(images(numpy.asfortranarray)))
    keras("fortran-order-int64",
          deflated(images(lambda array: numpy.asfortranarray(array.astype("int64")))))
    keras("fortran-order-floats-to-1",
          deflated(images(lambda array: numpy.asfortranarray(array / 255))))
    keras("fortran-order-with-channel",
          npz(images(lambda array: numpy.asfortranarray(array[..., None]))))
    keras("transposed-view", npz(images(lambda array: numpy.asfortranarray(
        array.transpose(0, 2, 1).copy()).transpose(0, 2, 1))))
    keras("channel-last", npz(images(lambda array: array[..., None])))
    keras("channel-first", npz(images(lambda array: array[:, None])))
    keras("flat", npz(images(lambda array: array.reshape(len(array), 784))))
    keras("flat-floats-to-1",
          deflated(images(lambda array: array.reshape(len(array), 784).astype("float32") / 255)))
    keras("labels-as-a-column", npz(labels(lambda array: array[:, None])))
    keras("no-labels", npz({"x_train": X, "x_test": XT}), (ALL[0], ALL[2]))
    keras("no-test-labels", npz({"x_train": X, "y_train": Y, "x_test": XT}), ALL[:3])
    keras("no-test-split", npz({"x_train": X, "y_train": Y}), ALL[:2])
    keras("training-images-alone", npz({"x_train": X}), ALL[:1])
    keras("medmnist-names", npz({
        "train_images": X, "train_labels": Y[:, None], "test_images": XT,
        "test_labels": YT[:, None], "val_images": X}))
    keras("capital-names", npz({"X_train": X, "Y_train": Y, "X_test": XT, "Y_test": YT}))

    kmnist = ("kmnist-train-imgs.npz", "kmnist-train-labels.npz", "kmnist-test-imgs.npz",
              "kmnist-test-labels.npz")
    case("kmnist", {name: deflated({"arr_0": array}) for name, array in zip(kmnist, DATA)})
    case("kmnist-halves", {
        "kmnist-train.npz": deflated({"arr_0": X, "arr_1": Y}),
        "kmnist-test.npz": deflated({"arr_0": XT, "arr_1": YT})})
    case("kmnist-in-one", {"kmnist.npz": deflated(dict(
        zip((name[:-4] for name in kmnist), DATA)))})
    case("keras-halves", {"a.npz": npz({"x_train": X, "y_train": Y}),
                          "b.npz": npz({"x_test": XT, "y_test": YT})})
    case("npy-files", {name + ".npy": npy(array) for name, array in KERAS.items()})
    case("npy-files-of-floats", {
        "x_train.npy": npy(X.astype("float32") / 255), "y_train.npy": npy(Y.astype("int64")),
        "x_test.npy": npy(XT.astype("float32") / 255), "y_test.npy": npy(YT.astype("int64"))})

    case("idx", idx_files())
    case("idx-gz", idx_files(".gz", pack))
    case("idx-kaggle-names", idx_files(names=[
        name.replace("-idx", ".idx") for name in IDX_NAMES]))
    case("idx-kaggle-folders", {
        **idx_files(names=[name.replace("-idx", ".idx") for name in IDX_NAMES]),
        **{f"{name}/{name}": content for name, content in idx_files().items()}})
    case("idx-mixed", {name + (".gz" if index % 2 else ""): pack(content) if index % 2 else content
                       for index, (name, content) in enumerate(idx_files().items())})
    for code, dtype, word in ((9, ">i1", "byte"), (11, ">i2", "short"), (12, ">i4", "int")):
        case(f"idx-labels-of-type-{code:02x}", dict(idx_files(), **{
            "train-labels-idx1-ubyte": idx(Y, code, dtype),
            "t10k-labels-idx1-ubyte": idx(YT, code, dtype)}))
        case(f"idx-labels-called-{word}", {
            "train-images-idx3-ubyte": idx(X), "t10k-images-idx3-ubyte": idx(XT),
            f"train-labels-idx1-{word}": idx(Y, code, dtype),
            f"t10k-labels-idx1-{word}": idx(YT, code, dtype)})
    case("idx-images-of-ints", dict(idx_files(), **{
        "train-images-idx3-ubyte": idx(X, 12, ">i4"), "t10k-images-idx3-ubyte": idx(XT, 11, ">i2")}))
    case("idx-images-of-floats", dict(idx_files(), **{
        "train-images-idx3-ubyte": idx(X, 13, ">f4"),
        "t10k-images-idx3-ubyte": idx(XT / 255, 14, ">f8")}))
    case("idx-train-alone", dict(list(idx_files().items())[:2]), ALL[:2])
    case("gzip-with-name", {name + ".gz": pack(content, name)
                            for name, content in idx_files().items()})
    case("gzip-level-0", idx_files(".gz", lambda content: pack(content, level=0)))
    case("gzip-level-1", idx_files(".gz", lambda content: pack(content, level=1)))
    case("gzip-in-blocks", idx_files(".gz", in_blocks))
    case("gzip-two-members", idx_files(
        ".gz", lambda content: pack(content[:10]) + pack(content[10:])))
    case("gzip-empty-first-member", idx_files(".gz", lambda content: pack(b"") + pack(content)))
    case("gzip-zero-padding", idx_files(".gz", lambda content: pack(content) + bytes(512)))
    case("gzip-zeros-between-members", idx_files(
        ".gz", lambda content: pack(content[:99]) + bytes(7) + pack(content[99:]) + bytes(1)))

    raw = {**idx_files(), **idx_files(".gz", pack)}
    case("torchvision-raw", raw)
    case("torchvision", {f"MNIST/raw/{name}": content for name, content in raw.items()})
    case("torchvision-below-MNIST", {f"raw/{name}": content for name, content in raw.items()})
    case("torchvision-fashion", {f"FashionMNIST/raw/{name}": content
                                 for name, content in idx_files(".gz", pack).items()})
    case("torchvision-with-processed", {
        "MNIST/processed/training.pt": b"PK\3\4",
        **{f"MNIST/raw/{name}": content for name, content in raw.items()}})

    case("pictures", picture_folders())
    case("pictures-training-testing", picture_folders("training", "testing"))
    case("pictures-below-a-folder", picture_folders("mnist_png/training", "mnist_png/testing"))
    case("pictures-rgb", picture_folders(draw=rgb))
    case("pictures-rgba", picture_folders(draw=rgba))
    case("pictures-grey-with-alpha", picture_folders(draw=grey_alpha))
    case("pictures-palette", picture_folders(draw=palette))
    case("pictures-with-texts", picture_folders(draw=with_texts, name="img_{:03d}.PNG"))
    case("pictures-train-alone", picture_folders(test=None), ALL[:2])
    case("pictures-with-other-files", {
        **picture_folders(), "train/.DS_Store": b"\0", "train/3/.DS_Store": b"\0",
        "train/3/Thumbs.db": b"\0", "labels.csv": b"a,b\n"})
    return cases


def in_order_of_pictures():
    """The arrays in the order in which pictures are read."""
    order, test_order = (numpy.argsort(labels, kind="stable") for labels in (Y, YT))
    return (X[order], Y[order], XT[test_order], YT[test_order])


def damaged():
    """The files of every case, and a piece of the message."""
    cases = {}

    def case(name, files, message):
        assert name not in cases, name
        cases[name] = (files, message)

    def keras(name, content, message):
        case(name, {"mnist.npz": content}, message)

    def changed(name, message, **arrays):
        keras(name, npz(dict(KERAS, **arrays)), message)

    def edited(content, place, value):
        place %= len(content)
        return content[:place] + bytes([value]) + content[place + 1:]

    def replaced(content, old, new):
        assert old in content
        return content.replace(old, new)

    whole, packed = npz(KERAS), deflated(KERAS)
    keras("npz-empty", b"", "(it is empty)")
    keras("npz-web-page", b"<!DOCTYPE html><html>404</html>", "but a web page")
    keras("npz-text", b"hello\n", "is not an .npz")
    keras("npz-cut-in-half", whole[:len(whole) // 2], "it is cut off, or no zip file")
    keras("npz-cut-by-a-byte", whole[:-1], "it is cut off, or no zip file")
    keras("npz-start-lost", whole[1000:], "array 'idx' has type 0 and 0 dimensions")
    keras("npz-bytes-behind", whole + b"\0", "it is cut off, or no zip file")
    keras("npz-bytes-inserted", whole[:500] + b"\0" + whole[500:], "zip directory")
    keras("npz-bit-flipped-in-pixels", edited(whole, 3000, 77), "array 'x_train' is broken: bad CRC")
    keras("npz-bit-flipped-deflated", edited(packed, 300, packed[300] ^ 4), "array 'x_train'")
    keras("npz-wrong-checksum", replaced(
        whole, struct.pack("<I", zlib.crc32(npy(X))), b"\1\2\3\4"), "bad CRC")
    keras("npz-encrypted", replaced(
        whole, b"PK\1\2\x2d\3\x2d\0\0\0", b"PK\1\2\x2d\3\x2d\0\1\0"),
        "is not stored as NumPy stores arrays")
    keras("npz-bzip2", npz(KERAS, zipfile.ZIP_BZIP2), "is not stored as NumPy stores arrays")
    keras("npz-lzma", npz(KERAS, zipfile.ZIP_LZMA), "is not stored as NumPy stores arrays")
    keras("npz-without-arrays", npz({"readme.txt": b"hello"}), "has no array 'x_train'; found nothing")
    keras("npz-other-names", npz({"a": X, "b": Y}), "has no array 'x_train'; found a, b")
    keras("npz-arrays-without-names", npz({"arr_0": X, "arr_1": Y, "arr_2": XT, "arr_3": YT}),
          "has no array 'x_train'; found arr_0, arr_1, arr_2, arr_3")
    keras("npz-names-differ-in-local-header", whole.replace(b"y_test.npy", b"y_tost.npy", 1),
          "its member 'y_test.npy' is not where the zip has it")
    keras("npz-no-training-images", npz({"y_train": Y, "x_test": XT, "y_test": YT}),
          "has no train images (x_train)")
    keras("npz-test-labels-without-images", npz({"x_train": X, "y_train": Y, "y_test": YT}),
          "has no test images (x_test)")
    keras("npy-header-not-literal", npz(dict(KERAS, x_train=replaced(
        npy(X), b"False", b"0 < 1"))), "array 'x_train' has a malformed header")
    keras("npy-magic-lost", npz(dict(KERAS, x_train=npy(X)[1:])),
          "array 'x_train' is not in .npy format")
    keras("npy-cut", npz(dict(KERAS, x_test=npy(XT)[:-28])), "array 'x_test' needs 4704 bytes, it has 4676")
    keras("npy-longer", npz(dict(KERAS, x_test=npy(XT) + b"\0")), "array 'x_test' needs 4704 bytes")
    keras("npy-of-another-type", npz(dict(KERAS, x_train=replaced(npy(X), b"|u1", b"<i8"))),
          "array 'x_train' needs 75264 bytes, it has 9408")
    keras("npy-version-9", npz(dict(KERAS, x_train=edited(npy(X), 6, 9))), "has .npy version 9.0")
    changed("images-of-256", "array 'x_train' holds 256, which is no whole number from 0 to 255",
            x_train=X.astype("int16") + (X == 255))
    changed("images-negative", "array 'x_train' holds -1, ", x_train=X.astype("int32") - 1)
    changed("images-negative-bytes", "array 'x_test' holds -", x_test=XT.astype("int8"))
    changed("images-huge-uint64", "array 'x_train' holds 18446744073709551615, ",
            x_train=X.astype("uint64") - 1)
    changed("images-wrong-byte-order", "array 'x_train' holds ",
            x_train=npy_with(">u2", X.shape, X.astype("<u2").tobytes()))
    changed("floats-normalized", "array 'x_train' holds -", x_train=(X / 255 - 0.1307) / 0.3081)
    changed("floats-minus-1-to-1", "array 'x_train' holds -1", x_train=X / 127.5 - 1)
    changed("floats-between-whole", "array 'x_train' holds 0.5", x_train=X + 0.5)
    changed("floats-between-steps", "which is no step of 1/255 as others are",
            x_train=numpy.where(X == 7, 0.3, X / 255))
    changed("floats-mixed", "array 'x_train' holds ", x_train=numpy.where(X > 99, X, X / 255))
    changed("floats-not-a-number", "array 'x_train' holds nan, ",
            x_train=numpy.where(X == 9, numpy.nan, X.astype("float32")))
    changed("floats-infinite", "array 'x_test' holds inf, ",
            x_test=numpy.where(XT == 9, numpy.inf, XT.astype("float32")))
    changed("floats-nearly-whole", "array 'x_train' holds ", x_train=X * 1.0001)
    changed("images-bool", "array 'x_train' has dtype '|b1'", x_train=X > 127)
    changed("images-complex", "array 'x_train' has dtype '<c8'", x_train=X.astype("complex64"))
    changed("images-strings", "array 'y_train' has dtype '<U3'", y_train=Y.astype("U3"))
    changed("images-objects", "array 'x_train' has dtype '|O'", x_train=npy_with("|O", X.shape, b""))
    changed("images-dates", "array 'y_train' has dtype '<M8[D]'", y_train=Y.astype("M8[D]"))
    changed("images-structured", "array 'x_train' has a structured dtype",
            x_train=X.view([("grey", "u1")]))
    changed("images-29-wide", "array 'train images' has shape [12, 28, 29]",
            x_train=numpy.zeros((12, 28, 29), numpy.uint8))
    changed("images-three-channels", "array 'train images' has shape [12, 28, 28, 3]",
            x_train=numpy.stack([X] * 3, -1))
    changed("images-none", "array 'train images' has shape [0, 28, 28]", x_train=X[:0])
    changed("images-one-flat", "array 'test images' has shape [784]", x_test=XT[0].reshape(-1))
    changed("images-scalar", "array 'test images' has shape []", x_test=numpy.uint8(3))
    changed("images-impossible", "array 'x_train' of shape",
            x_train=npy_with("|u1", (1 << 62, 28, 28), b""))
    changed("labels-one-hot", "array 'train labels' has shape [12, 10]",
            y_train=numpy.eye(10, dtype="float32")[Y])
    changed("labels-too-few", "the train split has 12 images and 11 labels", y_train=Y[1:])
    changed("labels-too-many", "the test split has 6 images and 12 labels", y_test=Y)
    changed("labels-of-10", "label 3 of the train split is 10",
            y_train=numpy.where(numpy.arange(12) == 3, 10, 0))
    changed("labels-negative", "array 'y_train' holds -1, ", y_train=Y.astype("int64") - 1)
    changed("labels-of-letters", "label 0 of the test split is 65",
            y_test=numpy.frombuffer(b"ABCDEF", numpy.uint8))
    changed("labels-fractions", ", which is no whole number from 0 to 255", y_train=Y + 0.5)

    def files(name, content, message, at="train-images-idx3-ubyte"):
        case(name, {**{other: data for other, data in idx_files().items() if at != other
                       and at != other + ".gz"}, at: content}, message)

    images, gz = idx(X), "train-images-idx3-ubyte.gz"
    files("idx-empty", b"", "(it is empty)")
    files("idx-cut-header", images[:9], "its header is cut off")
    files("idx-cut", images[:-1], "its header needs 9408 bytes, it has 9407")
    files("idx-longer", images + b"\n", "its header needs 9408 bytes, it has 9409")
    files("idx-of-zeros", bytes(len(images)), "has type 0 and 0 dimensions")
    files("idx-little-endian", images[:4] + struct.pack("<3I", 12, 28, 28) + images[16:], "of shape")
    files("idx-type-0a", edited(images, 2, 10), "has type 10 and 3 dimensions")
    files("idx-four-dimensions", edited(images, 3, 4), "has type 8 and 4 dimensions")
    files("idx-labels-of-300", idx(Y.astype("int32") + 300, 12, ">i4"), "array 'idx' holds 30",
          at="train-labels-idx1-ubyte")
    files("idx-labels-called-images", idx(Y), "gives the train labels (y_train) a second time")
    files("idx-images-called-labels", images, "gives the train images (x_train) a second time",
          at="train-labels-idx1-ubyte")
    case("idx-no-split-in-name", {"images-idx3-ubyte": images}, "whose name says its split")
    case("idx-two-splits-in-name", {"train-test-idx3-ubyte": images}, "whose name says its split")
    files("gzip-cut", pack(images)[:-9], "it is cut off", at=gz)
    files("gzip-without-checksum", pack(images)[:-8], "it is cut off", at=gz)
    files("gzip-wrong-checksum", edited(pack(images), -8, 1), "its checksum or data is wrong", at=gz)
    files("gzip-wrong-length", edited(pack(images), -1, 1), "its checksum or data is wrong", at=gz)
    files("gzip-bytes-behind", pack(images) + b"end", "something follows its compressed data", at=gz)
    files("gzip-bytes-behind-padding", pack(images) + bytes(9) + b"\1",
          "something follows its compressed data", at=gz)
    files("gzip-second-member-cut", pack(images[:99]) + pack(images[99:])[:-4], "it is cut off", at=gz)
    files("gzip-second-member-too-much", pack(images) + pack(b"\0"), "needs 9408 bytes, more follow them", at=gz)
    files("gzip-too-short", pack(images[:-1]), "its header needs more bytes than there are", at=gz)
    files("gzip-of-nothing", pack(b""), "its magic number is not that of an idx file", at=gz)
    files("gzip-of-text", pack(b"hello, world"), "its magic number is not that of an idx file", at=gz)
    case("torchvision-raw-cut", {
        **{f"MNIST/raw/{name}": content for name, content in idx_files(".gz", pack).items()},
        "MNIST/raw/train-images-idx3-ubyte": images[:5000]}, "it has 4984")
    case("torchvision-two-sets", {f"{name}/raw/{file}": content for name in ("KMNIST", "MNIST")
                                  for file, content in idx_files().items()}, "a second time")
    case("two-npz-of-the-same", {"a.npz": whole, "b.npz": whole}, "a second time")
    case("folder-of-nothing", {"notes.txt": b""}, "found notes.txt")
    case("folder-of-csv", {"mnist_train.csv": b"label,1x1\n", "mnist_test.csv": b"label,1x1\n"},
         "found mnist_test.csv, mnist_train.csv")

    def picture(name, content, message, file="train/3/x.png"):
        case(name, {**picture_folders(), file: content}, message)

    one = X[0]
    picture("picture-empty", b"", "is no picture of 28x28 grey pixels")
    picture("picture-cut", png(one)[:-20], "is no picture of 28x28 grey pixels")
    picture("picture-bit-flipped", edited(png(one), 60, 1), "is no picture of 28x28 grey pixels")
    picture("picture-bytes-behind", png(one) + b"\0", "bytes follow its end")
    picture("picture-of-32x32", png(numpy.zeros((32, 32), numpy.uint8)), "it has 32x32 pixels")
    picture("picture-with-colours", png(numpy.stack([one, one, 255 - one], -1), 2), "it has colours")
    picture("picture-transparent", png(numpy.stack([one, one], -1), 4), "it is transparent")
    picture("picture-of-16-bits", png(one.astype(">u2") * 257, bits=16),
            "it has more than 8 bits")
    picture("picture-jpeg", b"\xff\xd8\xff\xe0", "it is no PNG", "train/3/x.jpg")
    picture("picture-jpeg-called-png", b"\xff\xd8\xff\xe0", "is no picture of 28x28 grey pixels")
    case("pictures-test-alone", {name: content for name, content in picture_folders().items()
                                 if name.startswith("test")}, "has no train images (x_train)")
    return cases


def add(archive, name, content):
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o644
    archive.addfile(member, io.BytesIO(content))


def main():
    good, bad = ordinary(), damaged()
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for part, array, sorted_array in zip(ALL, DATA, in_order_of_pictures()):
            add(archive, f"expected/{part}", array.tobytes())
            add(archive, f"expected/pictures.{part}", sorted_array.tobytes())
        for kind, cases in (("ordinary", good), ("damaged", bad)):
            for name, (files, _) in cases.items():
                for file, content in sorted(files.items()):
                    add(archive, f"{kind}/{name}/{file}", content)
        add(archive, "expected.txt", "".join(
            f"{name} {' '.join(parts)}\n" for name, (_, parts) in good.items()).encode())
        add(archive, "refusals.txt", "".join(
            f"{name} {message}\n" for name, (_, message) in bad.items()).encode())
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus.tar.gz")
    with open(path, "wb") as file:
        file.write(gzip.compress(tar.getvalue(), 9, mtime=0))
    print(f"{len(good)} ordinary and {len(bad)} damaged, {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    main()
