"""An evaluation that is killed between and within its checkpoints."""
import json
import os
import time

from harness import case, expect
from lab import digest, read

EPOCHS = 6


@case("45-evaluation-killed", tests=["EvaluateTests", "EvaluateMetricsTests"])
def evaluation_killed(lab, trial):
    """SIGKILL at random moments: what was evaluated stays, the next call goes on with the rest"""
    run = lab.copy(EPOCHS, "run")
    table = lab.path("table.csv")
    command = lab.command(
        "evaluate", "--run", run, "--data", lab.store, "--checkpoint", "all", "--csv", table)
    log = f"{run}/evaluation.jsonl"
    seconds = lab.finish(lab.start(command)).expect(0).seconds
    whole, made = read(log).splitlines(), digest(table)
    landed, kept = 0, 0
    for number in range(lab.count(60, 6)):
        for path in (log, table):
            os.remove(path)
        known = []
        with trial.state(f"kills of evaluation {number}"):
            while True:
                process = lab.start(command)
                time.sleep(lab.random.uniform(0, 1.2 * seconds))
                lab.send(process)
                result = lab.finish(process).expect(0, 137)
                if result.code == 0:
                    break
                landed += 1
                lines = read(log).splitlines() if os.path.exists(log) else []
                expect(lines == whole[:len(lines)], "a line is not that of an uninterrupted call")
                expect(len(lines) >= len(known), "a line is lost")
                known = lines
                kept = max(kept, len(known))
                if os.path.exists(table):
                    expect(digest(table) == made, "the table is neither absent nor whole")
            expect(read(log).splitlines() == whole, "the lines differ")
            expect(digest(table) == made, "the table differs")
            lab.expect_no_temporaries(run)
            lab.expect_no_temporaries(lab.folder)
        with trial.state(f"what is left for the last call of evaluation {number}"):
            known = lab.random.randrange(EPOCHS + 1)
            with open(log, "wb") as file:
                file.writelines(line + b"\n" for line in whole[:known])
            result = lab.run(*command_of(command), "--json").expect(0)
            expect(json.loads(result.out)["computed"] == EPOCHS - known, "known ones were computed")
            expect(read(log).splitlines() == whole, "the lines differ")
    trial.note(f"{landed} kills, up to {kept} checkpoints known")


def command_of(command):
    """The program's name and its arguments."""
    return [os.path.basename(command[0]), *command[1:]]
