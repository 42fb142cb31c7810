"""What the window is still to be told: pieces of a cell's text are put together, and too much of it is left out."""

from __future__ import annotations

from typing import Any

MOST_TEXT = 1_000_000
"""Characters kept of what one cell says."""

MOST_LINES = 20_000
"""Lines kept of what one cell says: the window shows no more of them in the time of a frame or two."""

MOST_DATA = 50_000_000
"""Characters kept of its pictures, which are text in base64."""

MOST_PIECES = 300
"""Outputs kept of one cell: each is a widget."""

Event = tuple[Any, ...]


class Outbox:
    """Collects (name, *arguments) until they are taken; `cut_note` is what stands where something was left out."""

    def __init__(self, cut_note: str) -> None:
        self._note = cut_note
        self._waiting: list[Event] = []
        self._text: list[str] = []
        self._kept: dict[str, _Kept] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def take(self) -> list[Event]:
        """Everything that waits, in its order."""
        self._join()
        taken, self._waiting = self._waiting, []
        return taken

    def add(self, name: str, *arguments: Any) -> None:
        self._join()
        self._waiting.append((name, *arguments))

    def add_output(self, msg_id: str, output: dict[str, Any]) -> None:
        """An output of nbformat, or a clear_output, which makes room for others."""
        kind = output["output_type"]
        kept = self._kept.setdefault(msg_id, _Kept())
        if kind == "clear_output":
            self._kept[msg_id] = _Kept()
            self._forget(msg_id)
            self.add("output", msg_id, {"output_type": kind, "wait": bool(output.get("wait"))})
            return
        fitting = kept.fitted(output)
        if fitting is not None and kind == "stream" and self._text and self._continues(msg_id, output["name"]):
            self._text.append(fitting["text"])
        elif fitting is not None and kept.pieces < MOST_PIECES:
            kept.pieces += 1
            self.add("output", msg_id, fitting)
            if kind == "stream":
                self._text = [fitting["text"]]
        if (fitting is not output or kept.pieces >= MOST_PIECES) and not kept.cut:
            kept.cut = True
            data = {"text/plain": self._note}
            self.add("output", msg_id, {"output_type": "display_data", "data": data, "metadata": {}})

    def _continues(self, msg_id: str, name: str) -> bool:
        last = self._waiting[-1]
        return bool(last[1] == msg_id and last[2]["name"] == name)

    def _join(self) -> None:
        """The last stream in one piece."""
        if self._text:
            self._waiting[-1][2]["text"] = "".join(self._text)
            self._text = []

    def _forget(self, msg_id: str) -> None:
        """Nobody has to see what is cleared at once."""
        self._join()
        self._waiting = [one for one in self._waiting if one[:2] != ("output", msg_id)]


class _Kept:
    """How much of a cell's outputs is kept so far."""

    def __init__(self) -> None:
        self.text = self.lines = self.data = self.pieces = 0
        self.cut = False

    def fitted(self, output: dict[str, Any]) -> dict[str, Any] | None:
        """What there is room for: the same object if for all of it, None if for nothing."""
        if output["output_type"] == "stream":
            text = self._fit(output["text"])
            return output if text == output["text"] else {**output, "text": text} if text else None
        if output["output_type"] == "error":
            told = {key: self._fit(output[key]) for key in ("ename", "evalue")}
            traceback = [self._fit(part) for part in output["traceback"]]
            fitting = {**output, **told, "traceback": traceback}
            return output if fitting == output else fitting
        data = {}
        for kind, value in output["data"].items():
            if not isinstance(value, str):
                continue  # JSON of widgets, which nothing here shows
            if kind.startswith("text/"):
                data[kind] = self._fit(value)
            elif self.data + len(value) <= MOST_DATA:
                self.data += len(value)
                data[kind] = value
        return output if data == output["data"] else {**output, "data": data} if data else None

    def _fit(self, text: str) -> str:
        fitting = text[: max(0, MOST_TEXT - self.text)]
        lines = fitting.count("\n")
        if self.lines + lines > MOST_LINES:
            *kept, _ = fitting.split("\n", MOST_LINES - self.lines)
            fitting = "".join(f"{line}\n" for line in kept)
            lines = len(kept)
            self.text = MOST_TEXT
        self.text += len(fitting)
        self.lines += lines
        return fitting
