"""The pixels of a PNG of 8-bit grey, as `render` writes it."""

import struct
import zlib


def grey_pixels(path):
    """Width and rows of pixels of a PNG without interlacing."""
    with open(path, "rb") as file:
        data = file.read()
    at, packed, header = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        content = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", content)
        elif kind == b"IDAT":
            packed += content
        at += 12 + length
    width, height, depth, colour, _, _, interlace = header
    if (depth, colour, interlace) != (8, 0, 0):
        raise ValueError(f"{path} is no PNG of 8-bit grey")
    raw, rows, above = zlib.decompress(packed), [], bytes(width)
    for row in range(height):
        kind, line = raw[row * (width + 1)], bytearray(raw[row * (width + 1) + 1:(row + 1) * (width + 1)])
        for x in range(width):
            left = line[x - 1] if x else 0
            corner = above[x - 1] if x else 0
            line[x] = (line[x] + predicted(kind, left, above[x], corner)) & 255
        rows.append(line)
        above = line
    return width, rows


def predicted(kind, left, above, corner):
    """What a filter of PNG adds to a pixel."""
    if kind < 3:
        return (0, left, above)[kind]
    if kind == 3:
        return (left + above) // 2
    guess = left + above - corner
    return min((left, above, corner), key=lambda near: abs(guess - near))


def sheet_digits(path, columns):
    """The 28 x 28 pixels of each digit in the first row of a sheet, white strokes on black."""
    _, rows = grey_pixels(path)
    return [[rows[2 + y][2 + 30 * column + x] for y in range(28) for x in range(28)]
            for column in range(columns)]
