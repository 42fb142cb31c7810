"""The change of the person's own lines that mends what a reason tells of, where one is certain."""

from __future__ import annotations

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.reasons import Why
from explorer.core.tape.reading.track import Track


def mend(track: Track, why: Why) -> Cure | None:
    """None where no single change is right for certain."""
    return None
