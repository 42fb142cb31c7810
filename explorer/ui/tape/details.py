"""What is told of one box: what it does, its tensors, what it has saved, the chain rule with its numbers."""

from __future__ import annotations

from collections import Counter
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.tape.picture.box_moment import BoxMoment
from explorer.core.tape.picture.graph import Box
from explorer.core.tape.reading.origins import incoming
from explorer.core.tape.reading.rules import chain_rule_latex, rule
from explorer.core.tape.reading.short_text import brief, shape, short
from explorer.core.tape.reading.track import short_name
from explorer.core.tape.reading.why import why, why_tensor
from explorer.core.tape.session import Recording
from explorer.core.tape.tape import Line, Operation, TensorNote, Walk
from explorer.ui import theme
from explorer.ui.kit.formula import Formulas, FormulaView
from explorer.ui.tape.step_words import cut_text
from explorer.ui.theme import GAP
from explorer.ui.words import sentence

LINES = 3
"""Lines of a chain rule, at most."""

LEAVES = 12
"""Parameters of a box that are told of one by one."""

EDGES = 3
"""Chain rules that are written out: a node with more edges is a list of the same."""


class Details(QScrollArea):
    """Signal: line_clicked(Line)."""

    line_clicked = Signal(object)

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self.setObjectName("tapeDetails")
        self.setAccessibleName(self.tr("The box that was clicked"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.heading = QLabel()
        self.heading.setObjectName("tapeNode")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        font = self.heading.font()
        font.setBold(True)
        self.heading.setFont(font)
        self.formula = FormulaView(formulas)
        self.line = QLabel()
        self.line.setObjectName("tapeLine")
        self.line.setFont(theme.monospace())
        self.line.linkActivated.connect(lambda _: self.line_clicked.emit(self._line))
        self.facts = QLabel()
        self.facts.setObjectName("tapeFacts")
        self.facts.setTextFormat(Qt.TextFormat.RichText)
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.why = QLabel()
        self.why.setObjectName("tapeWhy")
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setWordWrap(True)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chain_title = theme.title(self.tr("Chain rule"))
        self.bar = QLabel()
        self.bar.setWordWrap(True)
        self.chains = [FormulaView(formulas) for _ in range(EDGES * LINES)]
        self._line: Line | None = None
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP // 2)
        for widget in (
            self.heading,
            self.formula,
            self.line,
            self.facts,
            self.why,
            self.chain_title,
            self.bar,
            *self.chains,
        ):
            layout.addWidget(widget)
        for label in (self.heading, self.line):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.addStretch(1)
        self.setWidget(inner)
        self.show_box(None, BoxMoment())

    def show_box(self, box: Box | None, moment: BoxMoment, recording: Recording | None = None) -> None:
        """Tell of a box as it is at the moment of the recording; of none, how to choose one."""
        self.formula.setVisible(False)
        self.line.setVisible(box is not None and box.line is not None)
        self.facts.setVisible(box is not None)
        self.why.setVisible(False)
        for widget in (self.chain_title, self.bar, *self.chains):
            widget.setVisible(False)
        if box is None:
            self.heading.setText(self.tr("Click a box of the graph."))
            return
        name = moment.box_name(box)
        node = moment.track.nodes[box.nodes[-1]].name if box.nodes else box.title
        kind = node.rpartition("::")[2]
        self.heading.setText(f"{name}  ·  {kind}" if name else kind)
        self._line = box.line
        if box.line is not None:
            text = escape(f"{box.line.file}, {box.line.number}: {box.line.text}")
            self.line.setText(f'<a href="line">{text}</a>')
        self.facts.setText(self._facts(box, moment))
        at_end = recording.told_at(moment, box.leaf) if recording is not None else ()
        reasons = at_end or ((why(moment, box.nodes[-1]),) if box.nodes and not box.leaves else ())
        told = " ".join(sentence(one.told) for one in reasons if one is not None)
        if recording is not None and box.leaves:
            told = self._why_of(box, moment, recording)
        self.why.setVisible(bool(told))
        self.why.setText(told)
        known = rule(node) if box.nodes and box.leaf is None else None
        if known is not None and known.forward:
            self.formula.setVisible(True)
            self.formula.show_formula(rf"y = {known.forward_latex}", self.tr("What the operation computes"))
        self._show_chains(box, moment)

    def _why_of(self, box: Box, moment: BoxMoment, recording: Recording) -> str:
        """Of the parameters inside, where their slots are not as they should be; each sentence once."""
        found: dict[str, list[str]] = {}
        for leaf in box.leaves:
            reasons = recording.told_at(moment, leaf) or (why_tensor(moment, leaf),)
            name = moment.name(leaf)
            told = " ".join(sentence(one.told) for one in reasons if one is not None)
            if told:
                found.setdefault(told.replace(name, "…") if name else told, []).append(told)
        texts = [f"{of[0]} (× {len(of)})" if len(of) > 1 else of[0] for of in found.values()]
        return "\n\n".join(texts[:LINES])

    def _facts(self, box: Box, moment: BoxMoment) -> str:
        rows: list[tuple[str, str]] = []
        note = moment.box_note(box)
        if box.cut is not None:
            rows.append((self.tr("cut"), cut_text(box.cut)))
        if note is not None:
            value = self.tr("{value}, shape {shape}, {dtype}").format(
                value=short(note.value, 8), shape=shape(note.value), dtype=note.value.dtype
            )
            rows.append((self.tr("value"), value))
        gradient = moment.gradient(box)
        for leaf in box.leaves[:LEAVES]:
            rows.append((f"{_breakable(moment.known_as(leaf).rpartition('.')[2])}.grad", brief(moment.slot(leaf))))
        if len(box.leaves) > LEAVES:
            rows.append(("…", self.tr("{count} parameters").format(count=len(box.leaves))))
        if box.steps:
            rows += self._steps(box, moment)
        if box.nodes:
            rows.append((".grad" if box.leaf is not None else self.tr("gradient"), short(gradient, 8)))
            parts = incoming(moment, box.nodes[-1])
            if len(parts) > 1:
                rows.append((self.tr("added up from"), " + ".join(short(part) for part in parts)))
        if note is not None:
            flags = (f"requires_grad={note.requires_grad}", f"is_leaf={note.is_leaf}", f"_version={note.version}")
            rows.append((self.tr("flags"), ", ".join(flags)))
        rows += self._saved(box, moment)
        cells = "".join(
            f"<tr><td style='padding-right:8px'><i>{escape(name)}</i></td><td>{escape(text)}</td></tr>"
            for name, text in rows
        )
        return f"<table>{cells}</table>"

    def _steps(self, box: Box, moment: BoxMoment) -> list[tuple[str, str]]:
        """What the newest step has changed, and by what calls of torch the first one did it."""
        events = [event for k in box.steps if isinstance(event := moment.track.events[k], Operation)]
        done = [event for k, event in zip(box.steps, events, strict=False) if moment.track.began[k] <= moment.step]
        rows = []
        for note in done[-1].changed[:LEAVES] if done else ():
            rows.append((_breakable(moment.known_as(note.tensor)), brief(note.value)))
        calls = next((event.calls for event in events if event.calls), ())
        if calls:
            counts = Counter(calls)
            rows.append(
                (self.tr("calls"), ", ".join(f"{_breakable(name)} × {count}" for name, count in counts.items()))
            )
        return rows

    def _saved(self, box: Box, moment: BoxMoment) -> list[tuple[str, str]]:
        """What the nodes keep; a tensor tells when it was freed, or changed since."""
        rows = []
        for number in box.nodes[-EDGES:]:
            for saved in moment.track.nodes[number].saved:
                if not isinstance(saved.value, TensorNote):
                    continue
                text = f"{short(saved.value.value, 4)}, _version={saved.value.version}"
                if moment.track.freed.get(number, moment.step + 1) <= moment.step:
                    text = self.tr("freed (was {text})").format(text=text)
                else:
                    now = moment.note(saved.value.tensor)
                    if now is not None and now.version != saved.value.version:
                        text += self.tr("; the tensor is at version {version} now").format(version=now.version)
                rows.append((self.tr("saved {name}").format(name=saved.name), text))
        return rows

    def _show_chains(self, box: Box, moment: BoxMoment) -> None:
        passed = moment.box_passed(box)
        if passed is None or box.leaf is not None or not passed.visit.sent:
            return
        track, number = moment.track, box.nodes[-1]
        walk = track.events[passed.walk]
        root = walk.roots[0] if isinstance(walk, Walk) and walk.roots else None
        made = moment.note(root) if root is not None else None
        node = track.nodes[made.node].name if made is not None and made.node is not None else ""
        output = moment.name_now(root) or short_name(node).lower() or "L"
        result = moment.box_name(box) or box.title
        edges = track.edges_from(number)
        views = iter(self.chains)
        for edge in edges[:EDGES]:
            sent = passed.visit.sent[edge.place] if edge.place < len(passed.visit.sent) else None
            arrived = passed.visit.arrived[0] if passed.visit.arrived else None
            target, made = track.nodes[edge.target], moment.value(edge.target)
            named = moment.name_now(target.leaf) or (moment.name_now(made.tensor) if made is not None else "")
            operand = named or short_name(target.name).lower()
            known, several = rule(track.nodes[number].name), len(track.into[edge.target]) > 1
            for latex in chain_rule_latex(result, operand, arrived, sent, known, edge.place, several):
                view = next(views)
                view.setVisible(True)
                view.show_formula(latex, f"{operand}: {short(sent)}")
        text = self.tr("x̄ stands for ∂{output}/∂x, of any x; += adds up the paths.")
        self.bar.setText(text.format(output=output))
        self.bar.setVisible(bool(edges))
        self.chain_title.setVisible(bool(edges))


def _breakable(name: str) -> str:
    """A long name may go on in the next line after a dot or an underscore: Qt breaks no word."""
    return name.replace(".", ".\u200b").replace("_", "_\u200b")
