"""All cases, in the order of the table of faults."""
import archive_cases  # noqa: F401
import collisions  # noqa: F401
import disks  # noqa: F401
import evaluations  # noqa: F401
import files  # noqa: F401
import hostile  # noqa: F401
import kills  # noqa: F401
import oversized  # noqa: F401
import repairs  # noqa: F401
import replacements  # noqa: F401
import signals  # noqa: F401
import surroundings  # noqa: F401
import versions  # noqa: F401

from harness import CASES

CASES.sort(key=lambda case: case.name)
