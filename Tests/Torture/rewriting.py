"""Files as another version would have written them: other fields, right digests."""
import hashlib
import json
import struct
import tarfile

from lab import read, write

NO_DIGEST = "0" * 64


def compact(value):
    """JSON as the commands write it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def checkpoint_text(info):
    """A checkpoint.json of these fields, with the digest of itself."""
    blank = compact({**info, "checkpoint_sha256": NO_DIGEST}) + "\n"
    digest = hashlib.sha256(blank.encode()).hexdigest()
    return blank.replace(NO_DIGEST, digest, 1).encode()


def rewrite_epochs(path, epochs, change):
    """Gives the checkpoint.json of these epochs the fields that `change` returns for theirs."""
    names = {f"e{epoch:03}/checkpoint.json" for epoch in epochs}
    content, rewritten = read(path), b""
    with tarfile.open(path, "r:") as archive:
        for entry in archive:
            header = content[entry.offset:entry.offset_data]
            member = content[entry.offset_data:entry.offset_data + entry.size]
            if entry.name in names:
                member = checkpoint_text(change(json.loads(member)))
                header = sized(header, len(member))
            rewritten += header + member + bytes(-len(member) % 512)
    write(path, rewritten + bytes(1024))


def sized(header, size):
    """A member's header, of another size."""
    header = bytearray(header)
    header[124:135] = b"%011o" % size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def rewrite_state(path, change):
    """Gives the state's progress the fields that `change` returns for its own."""
    content = read(path)
    length, = struct.unpack_from("<Q", content)
    header, data = json.loads(content[8:8 + length]), content[8 + length:]
    metadata = header.pop("__metadata__")
    text = compact(change(json.loads(metadata["progress"])))
    hasher = hashlib.sha256(text.encode())
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        start, end = entry["data_offsets"]
        hasher.update(f"{name}[{', '.join(map(str, entry['shape']))}]".encode())
        hasher.update(data[start:end])
    metadata.update(progress=text, sha256=hasher.hexdigest())
    header = json.dumps({"__metadata__": metadata, **header}, separators=(",", ":")).encode()
    header += b" " * (-(8 + len(header)) % 64)
    write(path, struct.pack("<Q", len(header)) + header + data)


def rewrite_line(path, number, change):
    """Gives a line of a log the fields that `change` returns for its own; its new text."""
    lines = read(path).splitlines()
    lines[number] = compact(change(json.loads(lines[number]))).encode()
    write(path, b"\n".join(lines) + b"\n")
    return lines[number]


def edited(*path, to=None, drop=False):
    """A change: the value at a path of keys is another one, or is missing."""

    def change(value):
        value = json.loads(json.dumps(value))
        inner = value
        for key in path[:-1]:
            inner = inner[key]
        if drop:
            del inner[path[-1]]
        else:
            inner[path[-1]] = to
        return value

    return change
