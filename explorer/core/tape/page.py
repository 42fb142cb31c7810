"""A recording as one page of HTML that needs nothing else: its picture, opened level by level, and its report.

What comes from the person's program is data and text in it, never script: the page says so to the browser, too.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from pathlib import Path
from typing import Any

from explorer.core.tape.picture.box_moment import BoxMoment
from explorer.core.tape.picture.graph import Box, whole
from explorer.core.tape.reading.leaves import leaves
from explorer.core.tape.reading.short_text import brief
from explorer.core.tape.reading.track import Track, short_name
from explorer.core.tape.report import as_html

MOST = 2_000
"""Boxes that a page can open; of more, the innermost stay folded."""

_TIPS = 12
"""Lines that are told of one box."""

_HERE = Path(__file__)


def page(track: Track, title: str = "Recorded graph") -> str:
    """The whole page."""
    script, style = (_HERE.with_suffix(suffix).read_text(encoding="utf-8") for suffix in (".js", ".css"))
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'; base-uri 'none'"
    data = json.dumps(_data(track), separators=(",", ":")).replace("<", "\\u003c")
    name = html.escape(title)
    buttons = "".join(
        f'<button id="{key}" type="button">{text}</button>'
        for key, text in (("first", "As at first"), ("open", "Open all"), ("fold", "Fold all"), ("fit", "Fit"))
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{name}</title>'
        f"<style>{style}</style></head><body><header><b>{name}</b>{buttons}</header>"
        f'<main><svg id="stage" role="img" aria-label="{name}"></svg>'
        f'<div id="told"><div>Click a box with + to open it, the name of a frame to fold it.</div></div></main>'
        f"<details><summary>Report</summary>{as_html(track)}</details>"
        f'<script id="tape" type="application/json">{data}</script><script>{script}</script></body></html>'
    )


def framed(track: Track, height: int = 620) -> str:
    """The page inside of another one, as a notebook is, apart from all that is in that."""
    return (
        f'<iframe sandbox="allow-scripts" srcdoc="{html.escape(page(track))}" '
        f'style="width:100%;height:{height}px;border:1px solid #c9ced4"></iframe>'
    )


def _data(track: Track) -> dict[str, Any]:
    found = whole(track, MOST)
    moment = BoxMoment(track, len(track.steps) - 1)
    why = {leaf.tensor: leaf.why for leaf in leaves(track)}
    numbers = {key: number for number, key in enumerate(found.folded)}
    items = []
    for box, way in zip(found.graph.boxes, found.around, strict=True):
        items.append({**_box(moment, box, why), "a": [numbers[key] for key in way]})
    return {
        "items": items,
        "groups": [_box(moment, box, why) for box in found.folded.values()],
        "links": [[link.source, link.target, len(link.edges)] for link in found.graph.links],
        "opened": sorted(numbers[key] for key in found.opened if key in numbers),
    }


def _box(moment: BoxMoment, box: Box, why: dict[int, str]) -> dict[str, Any]:
    """Its heading `t`, value `v`, gradient `g` (in a slot: `s`), kind `k`, and what is told when one points to it."""
    found: dict[str, Any] = {
        "t": moment.heading(box),
        "v": moment.box_value(box),
        "g": moment.gradient_text(box),
        "k": box.kind.value,
        "tip": _tip(moment, box, why),
    }
    if box.leaf is not None or box.leaves:
        found["s"] = 1
    if moment.has_cut(box):
        found["sign"] = "✂"
    if moment.is_bad(box):
        found["bad"] = 1
    return found


def _tip(moment: BoxMoment, box: Box, why: dict[int, str]) -> list[str]:
    track = moment.track
    lines = [moment.heading(box), moment.box_value(box)]
    if box.line is not None and box.line.number:
        lines.append(f"{Path(box.line.file).name}, {box.line.number}: {box.line.text}")
    if len(box.nodes) <= 4:
        lines += [short_name(track.nodes[node].name) for node in box.nodes]
    held = (box.leaf,) if box.leaf is not None else box.leaves
    for leaf in held:
        lines.append(
            f"{moment.known_as(leaf)}.grad {brief(moment.slot(leaf))}{': ' + why[leaf] if why.get(leaf) else ''}"
        )
    return [line for line in lines if line][:_TIPS] + (["…"] if len(lines) > _TIPS else [])
