"""What is kept for the walk back: bytes by node, line and module, over time, and what checkpointing would free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod
from pathlib import Path

from explorer.core.tape.reading.short_text import many
from explorer.core.tape.reading.track import Track
from explorer.core.tape.tape import TensorNote

_BITS = {"bool": 8, "complex32": 32, "complex64": 64, "complex128": 128}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept by what is called `name`: so many `bytes` at most, of which `frees` would not be kept if it ran
    under torch.utils.checkpoint, which keeps what goes in. `nodes` keep it.
    """

    name: str
    bytes: int
    frees: int
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """`over_time` are the bytes from each step on at which they change, `peak` the most, and `at` the step of that.

    A memory that several nodes keep is counted once, with the first of them. Leaves that collect a gradient are there
    anyway, and are not counted.
    """

    peak: int = 0
    at: int = -1
    over_time: tuple[tuple[int, int], ...] = ()
    by_node: tuple[Kept, ...] = ()
    by_line: tuple[Kept, ...] = ()
    by_module: tuple[Kept, ...] = ()


@dataclass(slots=True)
class _Piece:
    """A memory: its bytes, the nodes that keep it, and from which step to which."""

    bytes: int
    nodes: list[int] = field(default_factory=list)
    since: int = 0
    until: int = 0


def memory(track: Track, nodes: Iterable[int] | None = None) -> Memory:
    """Of these nodes, or of all."""
    pieces = _pieces(track, range(len(track.nodes)) if nodes is None else sorted(nodes))
    if not pieces:
        return Memory()
    over_time = _over_time(pieces)
    at, peak = max(over_time, key=lambda one: one[1])
    return Memory(
        peak, at, over_time, _sorted(_by_node(track, pieces)), _sorted(_by_line(track, pieces)),
        _sorted(_by_module(track, pieces)),
    )  # fmt: skip


def size_of(note: TensorNote) -> int:
    """Bytes of the tensor's numbers."""
    dtype = note.value.dtype
    digits = "".join(letter for letter in dtype.partition("_")[0] if letter.isdigit())
    bits = _BITS.get(dtype) or (8 if dtype.startswith("float8") else int(digits or 8))
    return prod(note.value.shape) * max(bits // 8, 1)


def _pieces(track: Track, nodes: Iterable[int]) -> list[_Piece]:
    found: dict[tuple[int, int], _Piece] = {}
    end = len(track.steps)
    for number in nodes:
        node = track.nodes[number]
        place = node.operation
        if place is None or place >= len(track.began):
            continue
        for which, saved in enumerate(node.saved):
            note = saved.value
            if not isinstance(note, TensorNote) or (note.is_leaf and note.requires_grad):
                continue
            key = (note.storage, 0) if note.storage >= 0 else (-1 - number, which)
            piece = found.get(key)
            if piece is not None and piece.until <= track.began[place]:  # freed, and kept anew
                found[key[0], -1 - number] = piece
                piece = None
            if piece is None:
                piece = found[key] = _Piece(0, [], track.began[place], 0)
            piece.bytes = max(piece.bytes, size_of(note))
            if number not in piece.nodes:
                piece.nodes.append(number)
            piece.until = max(piece.until, track.freed.get(number, end))
    return list(found.values())


def _sorted(found: Iterable[Kept]) -> tuple[Kept, ...]:
    return tuple(sorted((one for one in found if one.bytes), key=lambda one: -one.bytes))


def _over_time(pieces: Iterable[_Piece]) -> tuple[tuple[int, int], ...]:
    """The bytes of these from each step on at which that changes."""
    changes: dict[int, int] = {}
    for piece in pieces:
        changes[piece.since] = changes.get(piece.since, 0) + piece.bytes
        changes[piece.until] = changes.get(piece.until, 0) - piece.bytes
    now, found = 0, []
    for step in sorted(changes):
        now += changes[step]
        found.append((step, now))
    return tuple(found)


def _most(pieces: Iterable[_Piece]) -> int:
    """The bytes of these that are kept at once."""
    return max((count for _, count in _over_time(pieces)), default=0)


def _by_node(track: Track, pieces: list[_Piece]) -> Iterable[Kept]:
    kept: dict[int, int] = {}
    for piece in pieces:
        kept[piece.nodes[0]] = kept.get(piece.nodes[0], 0) + piece.bytes
    return [Kept(track.called(number), count, 0, (number,)) for number, count in kept.items()]


def _by_line(track: Track, pieces: list[_Piece]) -> Iterable[Kept]:
    kept: dict[str, list[_Piece]] = {}
    for piece in pieces:
        operation = track.operation_of(piece.nodes[0])
        if operation is not None:
            line = operation.line
            kept.setdefault(f"{Path(line.file).name}, {line.number}: {line.text}", []).append(piece)
    return [Kept(name, _most(of), 0, tuple(one.nodes[0] for one in of)) for name, of in kept.items()]


def _by_module(track: Track, pieces: list[_Piece]) -> Iterable[Kept]:
    """Each module by its name, with what is inside of it; of several calls what they keep at once, and what the one
    would free that frees most.
    """
    kept: dict[tuple[str, str, str], list[_Piece]] = {}
    frees: dict[int, int] = {}
    for piece in pieces:
        around = [_calls(track, node) for node in piece.nodes]
        for number in around[0]:
            call = track.calls[number]
            kept.setdefault((call.root, call.path, call.kind), []).append(piece)
        for number in set.intersection(*map(set, around)):
            frees[number] = frees.get(number, 0) + piece.bytes
    most: dict[tuple[str, str, str], int] = {}
    for number, count in frees.items():
        call = track.calls[number]
        key = call.root, call.path, call.kind
        most[key] = max(most.get(key, 0), count - _given(track, number))
    return [
        Kept(
            f"{path or root or kind} ({kind})",
            _most(of),
            most.get((root, path, kind), 0),
            tuple(p.nodes[0] for p in of),
        )
        for (root, path, kind), of in kept.items()
    ]


def _calls(track: Track, node: int) -> list[int]:
    operation = track.operation_of(node)
    return [call.number for call in track.calls_around(operation.module)] if operation is not None else []


def _given(track: Track, call: int) -> int:
    """Bytes of what goes into the call, where its first operation tells."""
    tensor = track.given_to(track.first_in.get(call))
    return size_of(track.notes[tensor][-1][1]) if tensor is not None else 0


def told(count: int) -> str:
    """1.2 MB: three digits."""
    return many(count, " ", "B")
