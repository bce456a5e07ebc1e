"""Damage in the middle of an archive, computed again by `train --repair`."""
import tarfile
import time

import archives
from files import flipped
from harness import case, expect
from lab import digest, read, write

EPOCHS = 4


@case("34-repair", tests=["RepairTests", "RunRepairTests"])
def repair(lab, trial):
    """damage of any size in the middle of an archive: the very bytes again, whatever kills it"""
    run = lab.copy(EPOCHS, "run")
    path, intact = f"{run}/checkpoints.tar", f"{lab.fresh(EPOCHS)}/checkpoints.tar"
    whole = read(intact)
    state = digest(f"{run}/state.safetensors")
    seconds, killed = None, 0
    for number in range(lab.count(24, 5)):
        label, changed = damaged(whole, intact, lab.random, number)
        with trial.state(label):
            write(path, changed)
            result = lab.train(run, EPOCHS).expect(65)
            expect("--repair" in result.err, f"no word of --repair: {result.err}")
            expect(read(path) == changed, "train changed the damaged archive")
            for _ in range(3 if seconds else 0):
                process = lab.start(lab.train_command(run, EPOCHS, "--repair"))
                time.sleep(lab.random.uniform(0, 1.2 * seconds))
                lab.send(process)
                killed += lab.finish(process).expect(0, 137).code == 137
                expect(len(read(path)) == len(whole), "the archive has another size")
            result = lab.train(run, EPOCHS, "--repair").expect(0)
            seconds = seconds or result.seconds
            lab.expect_same(run, EPOCHS)
            expect(digest(f"{run}/state.safetensors") == state, "the state changed")
    trial.note(f"{killed} repairs killed")


def damaged(whole, path, random, number):
    """An archive that is damaged before its last epoch, and how."""
    ends = [0] + archives.epoch_ends(path)
    with tarfile.open(path, "r:") as archive:
        entries = [entry for entry in archive if entry.offset < ends[EPOCHS - 1]]
    entry = random.choice(entries)
    # Not the file's first block, by which its kind is known, nor padding, which nobody reads.
    place = random.choice([
        entry.offset + random.randrange(512) if entry.offset else entry.offset_data,
        entry.offset_data + random.randrange(entry.size)])
    if number % 4 == 0:
        bit = 8 * place + random.randrange(8)
        return f"bit {bit}", flipped(whole, bit)
    if number % 4 == 1:
        places = [8 * (random.choice(entries).offset_data + random.randrange(700))
                  for _ in range(random.randint(2, 4))]
        changed = whole
        for bit in sorted(set(places)):
            changed = flipped(changed, bit)
        return f"bits {places}", changed
    length = min(random.choice([512, 4096, 1 << 20, 3 << 20]), ends[EPOCHS - 1] - place)
    filling = bytes(length) if number % 4 == 2 else random.randbytes(length)
    return (f"{length} bytes of {'zeros' if number % 4 == 2 else 'anything'} at {place}",
            whole[:place] + filling + whole[place + length:])
