"""Checkpoint archives, read without this project's code."""
import hashlib
import json
import os
import tarfile

MEMBERS = ("generator.safetensors", "discriminator.safetensors")
END_SIZE = 1024


def whole_epochs(path):
    """The epochs whose members all are what their checkpoint.json says, in file order."""
    if os.path.getsize(path) == 0:
        return []
    found, members = [], {}
    with tarfile.open(path, "r:") as archive:
        for entry in archive:
            folder, name = entry.name.split("/")
            content = archive.extractfile(entry).read()
            members[name] = content
            if name == "checkpoint.json":
                info = json.loads(content)
                whole = all(
                    hashlib.sha256(members.get(member, b"")).hexdigest() == info["members"][member]
                    for member in MEMBERS)
                if whole and folder == f"e{info['epoch']:03}":
                    found.append(info["epoch"])
                members = {}
    return found


def epoch_ends(path):
    """For each epoch, the offset at which the next one would start."""
    ends = []
    with tarfile.open(path, "r:") as archive:
        for entry in archive:
            if entry.name.endswith("checkpoint.json"):
                ends.append(entry.offset_data + (entry.size + 511) // 512 * 512)
    return ends


def content_ends(path):
    """For each epoch, the offset behind the last byte of its checkpoint.json."""
    with tarfile.open(path, "r:") as archive:
        return [entry.offset_data + entry.size for entry in archive
                if entry.name.endswith("checkpoint.json")]
