"""Samples as CSV or JSON, and checks as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.core.explore.check import Check
    from explorer.core.explore.mark import Certified, Mark
    from explorer.core.explore.sample import Curve
    from explorer.core.explore.state import State

_ROWS = 10_000


def sampled(state: State) -> Curve:
    """The curve that `state` asks for, at its full number of samples, in memory of its own. Raises SampleError."""
    from explorer.core.explore.sample import sample

    return sample(
        state.function,
        state.range,
        samples=state.samples,
        order=state.order,
        parameters=state.values,
        dtype=state.dtype,
    )


def columns(curve: Curve) -> list[str]:
    """x, f, d1, d2, …"""
    return ["x", "f", *(f"d{k}" for k in range(1, len(curve.derivatives)))]


def csv(curve: Curve) -> Iterator[str]:
    """A header line, then one line a sample, in pieces; each number has all the digits of its dtype."""
    yield ",".join(columns(curve)) + "\n"
    tensors = [curve.x, *curve.derivatives]
    for start in range(0, len(curve.x), _ROWS):
        # numpy's repr of a float32 is the shortest text that reads back as that float32.
        texts = [tensor[start : start + _ROWS].numpy().astype(str) for tensor in tensors]
        yield "".join(",".join(row) + "\n" for row in zip(*texts, strict=True))


def to_json(curve: Curve) -> str:
    """One list a column; NaN and infinities, which JSON does not have, are null."""
    tensors = [curve.x, *curve.derivatives]
    lists = [[_finite(value) for value in tensor.tolist()] for tensor in tensors]
    return json.dumps(dict(zip(columns(curve), lists, strict=True)))


MARK_COLUMNS = ("kind", "x", "f", "name", "left", "right")


def marks_to_csv(marks: Iterable[Mark]) -> str:
    """A header line, then one line a mark; what is not known is empty."""
    rows = ([str(getattr(mark, name)) for name in MARK_COLUMNS] for mark in marks)
    return "".join(",".join("" if text == "nan" else text for text in row) + "\n" for row in (MARK_COLUMNS, *rows))


def marks_to_json(marks: Iterable[Mark]) -> str:
    """A list with an object a mark; what is not known is null, and an infinite value "inf" or "-inf"."""
    return json.dumps(
        [{name: _known(getattr(mark, name)) for name in MARK_COLUMNS} for mark in marks], ensure_ascii=False
    )


def crowd_to_text(certified: Certified) -> str:
    """A line for each kind that there is too much of to be told apart."""
    return "".join(
        f"{kind.value}: {count:,} places or more, too many to be told apart\n"
        for kind, count in certified.crowded.items()
    )


def _known(value: str | float) -> str | float | None:
    if isinstance(value, str):
        return value
    return value if _finite(value) is not None else None if value != value else str(value)


LINES = 10
"""At most so many lines of text; what is left out is counted."""


def check_to_text(check: Check) -> str:
    """The outcome with its figures, a line for the witnesses, and a line for each verdict and mend."""
    from explorer.core.explore.headline import figures, headline

    lines = [
        str(headline(check)),
        "  " + "; ".join(f"{name}: {error:.2g}" for name, error in check.by_method.items()),
    ]
    if check.others:
        lines.append(f"  {figures(check)}")
    lines += [f"  {name}: {why}" for name, why in check.silent.items()]
    ordered = sorted(check.verdicts, key=lambda one: not one.differs)
    told = [one.message for one in ordered] + [
        f"Try {mend.text}: largest relative error {mend.error:.2g}" for mend in check.mends[:2]
    ]
    room = LINES - len(lines)
    if len(told) > room:
        told = [*told[: room - 1], f"… and {len(told) - room + 1} more"]
    return "\n".join([*lines, *told])


def check_to_json(check: Check) -> str:
    """The outcome without the curves of errors; what is not finite is null."""
    verdicts = [
        {"reason": one.reason.value, "order": one.order, "x": one.x, "differs": one.differs, "message": one.message}
        for one in check.verdicts
    ]
    found = {
        "agrees": check.agrees,
        "worst": _finite(check.worst),
        "by_method": {name: _finite(error) for name, error in check.by_method.items()},
        "silent": dict(check.silent),
        "verdicts": verdicts,
        "share": check.share,
        "others": [{"order": one.order, "worst": _finite(one.worst), "share": one.share} for one in check.others],
        "mends": [mend.text for mend in check.mends],
    }
    return json.dumps(found, ensure_ascii=False)


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
