"""Cases of fault injection: their register, their counts, their report."""
import contextlib
import time
import traceback


class Failure(Exception):
    """A promise that did not hold."""


class Skipped(Exception):
    """Why a case cannot be tried on this machine."""


class Case:
    """One row of the table of faults."""

    def __init__(self, name, function, tests):
        self.name = name
        self.function = function
        self.summary = (function.__doc__ or "").strip().splitlines()[0]
        # Swift tests that try more states of the same fault.
        self.tests = tests


CASES = []


def case(name, tests=()):
    """Registers a function as the case `name`."""

    def register(function):
        CASES.append(Case(name, function, tests))
        return function

    return register


def expect(condition, text):
    """Fails the state that is being tried unless `condition` holds."""
    if not condition:
        raise Failure(text)


class Trial:
    """The states that a case tried, and those that failed."""

    def __init__(self):
        self.states = 0
        self.failures = []
        self.notes = []
        self.missing = []

    @contextlib.contextmanager
    def state(self, label):
        """Counts a state; what goes wrong in the block is a failure of it, and no more."""
        self.states += 1
        try:
            yield
        except Skipped:
            self.states -= 1
            raise
        except Failure as failure:
            self.failures.append(f"{label}: {failure}")
        except Exception:
            self.failures.append(f"{label}: {traceback.format_exc().strip()}")

    def note(self, text):
        """Adds a number to the report."""
        self.notes.append(text)

    def skip_part(self, reason):
        """Says that a part of the case cannot be tried here."""
        self.missing.append(reason)


def run_case(case, lab):
    """Runs one case and prints its line; whether it held."""
    trial = Trial()
    skipped = None
    start = time.monotonic()
    lab.begin(case.name)
    try:
        case.function(lab, trial)
    except Skipped as reason:
        skipped = str(reason)
    except Exception:
        trial.failures.append(traceback.format_exc().strip())
    finally:
        lab.end()
    seconds = time.monotonic() - start
    if skipped is not None and trial.states == 0:
        print(f"{case.name:32} SKIPPED: {skipped}", flush=True)
        return True
    if skipped is not None:
        trial.missing.append(skipped)
    verdict = "ok" if not trial.failures else "FAILED"
    text = f"{case.name:32} {verdict:6} {trial.states:5} states {len(trial.failures):3} failures"
    text += f" {seconds:7.1f} s"
    print("  ".join([text] + trial.notes), flush=True)
    for reason in trial.missing:
        print(f"  SKIPPED in part: {reason}", flush=True)
    for failure in trial.failures[:10]:
        print("  " + failure.replace("\n", "\n    "), flush=True)
    if len(trial.failures) > 10:
        print(f"  ... and {len(trial.failures) - 10} more", flush=True)
    return not trial.failures
