"""Everything a person chose in Tape, as one frozen value, and its pure transitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from explorer.core.tape.cells import Cell, CellKind
from explorer.core.tape.picture.graph import Hidden
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.session import Recording

NEWEST = ""
"""The run that was recorded last, in place of the id of one."""

_numbers = count()


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell as it was written. `key` is its own as long as the program runs, whatever becomes of the others; `rest` is
    what else a notebook says of it.
    """

    key: int
    kind: CellKind = "code"
    source: str = ""
    rest: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """What the room shows: the cells of a document in their order, and how one looks at what they recorded.

    `document` tells one document from another; `current` is the key of the cell that is written in. `run` is the id of
    the run that is drawn, NEWEST, or None for all of them. `step` is None at the last step of it; `selected` the place
    of a box in the picture.
    """

    cells: tuple[CellText, ...]
    current: int
    document: int = 0
    stop_at_error: bool = True
    run: str | None = NEWEST
    fold: Fold = Fold.FITTING
    unfolded: frozenset[str] = frozenset()
    hidden: frozenset[Hidden] = frozenset()
    step: int | None = None
    selected: int | None = None
    local: bool = False


def text_of(cell: Cell) -> CellText:
    """A cell of a file, with a key of its own."""
    return CellText(next(_numbers), cell.kind, cell.source, cell.rest)


def empty(kind: CellKind = "code") -> CellText:
    """A cell to be written."""
    return CellText(next(_numbers), kind)


def default() -> State:
    """One empty cell."""
    cell = empty()
    return State((cell,), cell.key, next(_numbers))


def place_of(state: State, key: int) -> int | None:
    """Where the cell is; None for one that is not in the document."""
    return next((place for place, cell in enumerate(state.cells) if cell.key == key), None)


# -- cells


def with_document(state: State, cells: Sequence[CellText]) -> State:
    """Another document, with an empty cell if it has none."""
    given = tuple(cells) or (empty(),)
    return with_newest(replace(state, cells=given, current=given[0].key, document=next(_numbers)))


def with_source(state: State, key: int, source: str) -> State:
    """The cell has another text; nothing where it is gone."""
    cells = tuple(replace(cell, source=source) if cell.key == key else cell for cell in state.cells)
    return replace(state, cells=cells, current=key) if place_of(state, key) is not None else state


def with_added(state: State, place: int, cell: CellText) -> State:
    """One more cell, at `place`, to be written in."""
    return replace(state, cells=(*state.cells[:place], cell, *state.cells[place:]), current=cell.key)


def with_moved(state: State, place: int, to: int) -> State:
    """The cell stands elsewhere."""
    cells = list(state.cells)
    cell = cells.pop(place)
    cells.insert(to, cell)
    return replace(state, cells=tuple(cells), current=cell.key)


def with_deleted(state: State, place: int) -> State:
    """Without the cell; where it was the last one, an empty one stays."""
    cells = (*state.cells[:place], *state.cells[place + 1 :]) or (empty(),)
    return replace(state, cells=cells, current=cells[min(place, len(cells) - 1)].key)


def with_current(state: State, key: int) -> State:
    """The cell that is written in."""
    return replace(state, current=key) if place_of(state, key) is not None else state


# -- the picture


def with_run(state: State, run: str | None) -> State:
    """Another run is drawn, from its last step."""
    return replace(state, run=run, step=None, selected=None, unfolded=frozenset())


def with_newest(state: State) -> State:
    """The newest run is drawn."""
    return with_run(state, NEWEST)


def run_of(state: State, recording: Recording) -> str | None:
    """The id of the run that is drawn of this recording: of one that it does not know, the newest; None for all."""
    if state.run is None or not recording.runs:
        return None
    return (recording.run(state.run) or recording.runs[-1]).id


def with_step(state: State, step: int | None) -> State:
    """Another moment of the run; None is its last."""
    return replace(state, step=step)


def with_fold(state: State, fold: Fold) -> State:
    """Other boxes are folded to one; the step stays."""
    return replace(state, fold=fold, unfolded=frozenset(), selected=None)


def with_hidden(state: State, what: Hidden, is_hidden: bool) -> State:
    """Some of it is left out of the picture, or shown again."""
    hidden = state.hidden | {what} if is_hidden else state.hidden - {what}
    return replace(state, hidden=hidden, selected=None)


def with_group(state: State, group: str) -> State:
    """A group is unfolded, or folded again."""
    return replace(state, unfolded=state.unfolded ^ {group}, selected=None)


def with_opened(state: State, keys: frozenset[str]) -> State:
    """These groups, which are folded, are opened."""
    return replace(state, unfolded=state.unfolded ^ keys, selected=None)


def with_selected(state: State, place: int) -> State:
    """A box is told of; a second time, or with a negative place, the box of the step is."""
    return replace(state, selected=None if place < 0 or place == state.selected else place)
