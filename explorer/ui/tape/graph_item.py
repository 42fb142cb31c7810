"""The recorded graph as one item, painted at the moment that is shown: it looks only at what can be seen."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from explorer.core.tape.picture.box_moment import BoxMoment
from explorer.core.tape.picture.graph import Box, BoxKind, Graph
from explorer.core.tape.reading.short_text import NONE
from explorer.ui.tape.shapes import WIDTH, Shapes, outline
from explorer.ui.theme import Colours

READABLE = 0.45
"""The scale below which no text is painted: it could not be read."""

NAMED = 0.18
"""The scale down to which boxes have their names."""

SMOOTH = 400
"""Links in sight up to which their lines are smooth: each costs ten times as much as a jagged one."""

_INDENT = 10.0
_FAINT = 0.28
_GLOW = 7.0


class _Known(NamedTuple):
    """What is known of a box at the moment that is shown."""

    is_made: bool
    is_current: bool
    is_bad: bool
    has_gradient: bool


class GraphItem(QGraphicsItem):
    """`marked` boxes were found or clicked, `selected` is told about."""

    def __init__(self, graph: Graph, shapes: Shapes, moment: BoxMoment, colours: Colours, font: QFont) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.graph = graph
        self.shapes = shapes
        self.moment = moment
        self._known: dict[int, _Known] = {}
        self.colours = colours
        self.marked: frozenset[int] = frozenset()
        self.selected: int | None = None
        self._room = shapes.room
        self._bold = QFont(font)
        self._bold.setPixelSize(13)
        self._bold.setBold(True)
        self._plain = QFont(font)
        self._plain.setPixelSize(12)
        self._italic = QFont(self._plain)
        self._italic.setItalic(True)
        self._metrics = QFontMetricsF(self._plain)
        self._bold_metrics = QFontMetricsF(self._bold)

    def show_moment(self, moment: BoxMoment) -> None:
        """Paint it as it is then."""
        self.moment = moment
        self._known = {}
        self.update()

    def _at_moment(self, place: int) -> _Known:
        """What is painted of a box however small it is; looked up once a moment, not once a frame."""
        known = self._known.get(place)
        if known is None:
            box, moment = self.graph.boxes[place], self.moment
            made, bad = moment.is_made(box), moment.is_bad(box)
            known = self._known[place] = _Known(made, moment.is_current(box), bad, moment.has_gradient(box))
        return known

    def boundingRect(self) -> QRectF:
        return self._room

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        room = option.exposedRect
        boxes, links = self.shapes.boxes_in(room), self.shapes.links_in(room)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, scale >= READABLE)
        self._paint_frames(painter, scale)
        flowing = self._flowing()
        self._paint_links(painter, links, flowing, self.shapes.ends_in(room) if scale >= READABLE else set())
        if scale >= READABLE:
            for place in boxes:
                self._paint_box(painter, place)
        else:
            self._paint_small(painter, boxes, scale)

    def _paint_frames(self, painter: QPainter, scale: float) -> None:
        """Around what was opened, with its name at the upper edge."""
        painter.setFont(self._plain)
        for place, rect in sorted(self.shapes.frames, key=lambda one: -one[1].width() * one[1].height()):
            painter.setPen(QPen(QColor(self.colours.border), 1.2))
            painter.setBrush(QColor(self.colours.window))
            painter.drawRoundedRect(rect, 8, 8)
            if scale >= NAMED:
                painter.setPen(QColor(self.colours.muted))
                title = self.graph.frames[place].title
                text = self._metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, rect.width() - 16)
                painter.drawText(rect.adjusted(8, -1, -8, 0), Qt.AlignmentFlag.AlignTop, text)

    def _flowing(self) -> frozenset[int]:
        """The links along which a gradient goes at this step."""
        visited = self.moment.visited
        box = self.shapes.box_of.get(visited) if visited is not None else None
        links = self.shapes.links_of.get(box, ()) if box is not None else ()
        return frozenset(place for place in links if self.moment.is_flowing(self.graph.links[place]))

    # -- links

    def _paint_links(self, painter: QPainter, links: list[int], flowing: frozenset[int], tips: set[int]) -> None:
        """Those with their `tips` in sight have arrows."""
        graph, shapes, moment = self.graph, self.shapes, self.moment
        solid = QColor(self.colours.muted)
        faint = _mixed(self.colours.muted, self.colours.base)
        readable = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, readable and len(links) < SMOOTH)
        lines: dict[bool, list[QLineF]] = {True: [], False: []}
        arrows: list[tuple[int, bool]] = []
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place in links:
            link = graph.links[place]
            if place in flowing:
                continue
            made = self._at_moment(link.target).is_made
            curve = shapes.curves[place]
            if not readable or (curve is None and link.edges):
                lines[made].append(shapes.lines[place])
            else:
                self._paint_link(painter, place, solid if made else faint, 1.2)
            if place in tips:
                arrows.append((place, made))
        for made, found in lines.items():
            painter.setPen(QPen(solid if made else faint, 0 if not readable else 1.2))
            painter.drawLines(found)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, readable)
        if readable:
            for place, made in arrows:
                self._paint_arrow(painter, place, solid if made else faint, False)
        for place in flowing:
            self._paint_link(painter, place, QColor(self.colours.stored), 3.0)
            self._paint_arrow(painter, place, QColor(self.colours.stored), True)
        if readable:
            for place in links:
                if moment.local or place in flowing or len(graph.links[place].edges) != 1:
                    self._paint_label(painter, place, place in flowing)

    def _cuts(self, place: int) -> bool:
        return self.graph.boxes[self.graph.links[place].target].kind is BoxKind.CUT

    def _paint_link(self, painter: QPainter, place: int, colour: QColor, width: float) -> None:
        dashes = Qt.PenStyle.SolidLine if self.graph.links[place].edges else Qt.PenStyle.DashLine
        painter.setPen(QPen(colour, width, dashes))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        curve = self.shapes.curves[place]
        if curve is None:
            painter.drawLine(self.shapes.lines[place])
        else:
            painter.drawPath(curve)

    def _paint_arrow(self, painter: QPainter, place: int, colour: QColor, backwards: bool) -> None:
        """At the end where a value arrives; at the other one while a gradient flows."""
        curve, line = self.shapes.curves[place], self.shapes.lines[place]
        tip = line.p1() if backwards else line.p2()
        if curve is None:
            towards = line.p2() if backwards else line.p1()
        else:
            towards = curve.pointAtPercent(0.1 if backwards else 0.9)
        dx, dy = tip.x() - towards.x(), tip.y() - towards.y()
        length = (dx * dx + dy * dy) ** 0.5 or 1.0
        dx, dy = dx / length * 8, dy / length * 8
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(
            QPolygonF([tip, tip + QPointF(-dx + dy / 2, -dy - dx / 2), tip + QPointF(-dx - dy / 2, -dy + dx / 2)])
        )

    def _paint_label(self, painter: QPainter, place: int, flowing: bool) -> None:
        """The gradient that flows, the local derivative if it is asked for, how many edges there are, or scissors."""
        link = self.graph.links[place]
        label = "✂" if self._cuts(place) else self.moment.label(link)
        is_of_modules = self.graph.boxes[link.source].calls or self.graph.boxes[link.target].calls
        if not label and len(link.edges) > 1 and not is_of_modules:
            label = f"{len(link.edges)} ×"
        if not label:
            return
        curve = self.shapes.curves[place]
        middle = self.shapes.lines[place].center() if curve is None else curve.pointAtPercent(0.5)
        painter.setFont(self._plain)
        width = min(self._metrics.horizontalAdvance(label) + 8, 116.0)
        room = QRectF(middle.x() - width / 2, middle.y() - 9, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.colours.stored if flowing else self.colours.base))
        painter.drawRoundedRect(room, 3, 3)
        painter.setPen(QColor(self.colours.on_stored if flowing else self.colours.text))
        text = self._metrics.elidedText(label, Qt.TextElideMode.ElideRight, width - 6)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    # -- boxes

    def _pen(self, place: int, box: Box) -> QPen:
        if self._at_moment(place).is_current:
            return QPen(QColor(self.colours.accent), 3.5)
        if place in self.marked:
            return QPen(QColor(self.colours.secant), 3)
        dashes = Qt.PenStyle.DashLine if box.kind is BoxKind.CUT else Qt.PenStyle.SolidLine
        return QPen(QColor(_border(box.kind, self.colours)), 1.4, dashes)

    def _name_small(self, painter: QPainter, boxes: list[int], scale: float) -> None:
        """The names alone, large enough to be read."""
        font = QFont(self._bold)
        font.setPixelSize(round(10 / scale))
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(self.colours.text))
        for place in boxes:
            room = self.shapes.rects[place].adjusted(6, 0, -6, -22)
            text = metrics.elidedText(
                self.moment.heading(self.graph.boxes[place]), Qt.TextElideMode.ElideMiddle, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_small(self, painter: QPainter, boxes: list[int], scale: float) -> None:
        """Too small to be read: rectangles, and a band in those that have a gradient."""
        graph, shapes, colours = self.graph, self.shapes, self.colours
        plain: dict[tuple[BoxKind, bool], list[QRectF]] = {}
        special: list[int] = []
        bands: list[QRectF] = []
        wanted = self.marked | {self.selected}
        for place in boxes:
            box = graph.boxes[place]
            known = self._at_moment(place)
            if known.is_current or known.is_bad or place in wanted:
                special.append(place)
            plain.setdefault((box.kind, known.is_made), []).append(shapes.rects[place])
            if known.has_gradient:
                bands.append(shapes.bands[place])
        for (kind, made), rects in plain.items():
            border = _border(kind, colours)
            painter.setPen(QPen(QColor(border) if made else _mixed(border, colours.base), 0))
            painter.setBrush(QColor(_fill(kind, colours)))
            if kind is BoxKind.LEAF:
                for rect in rects:
                    painter.drawEllipse(rect)
            else:
                painter.drawRects(rects)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.stored))
        painter.drawRects(bands)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if scale >= NAMED and len(boxes) <= SMOOTH:
            self._name_small(painter, boxes, scale)
        for place in special:
            box = graph.boxes[place]
            pen = QPen(QColor(colours.error), 2) if self._at_moment(place).is_bad else self._pen(place, box)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawRect(shapes.rects[place].adjusted(-8, -8, 8, 8))

    def _paint_box(self, painter: QPainter, place: int) -> None:
        box, rect, colours = self.graph.boxes[place], self.shapes.rects[place], self.colours
        painter.setOpacity(1.0 if self._at_moment(place).is_made else _FAINT)
        path = outline(box.kind, rect)
        if self._at_moment(place).is_bad:
            glow = QColor(colours.error)
            glow.setAlpha(110)
            painter.strokePath(path, QPen(glow, 2 * _GLOW))
        if box.kind is BoxKind.GROUP:
            painter.fillPath(path.translated(4, 4), QBrush(QColor(colours.border)))
        painter.setPen(self._pen(place, box))
        painter.setBrush(QColor(_fill(box.kind, colours)))
        painter.drawPath(path)
        self._write(painter, box, rect)
        painter.setOpacity(1.0)
        if place == self.selected:  # what is told about is framed; the step has a thick border
            painter.setPen(QPen(QColor(colours.accent), 2, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(-6, -6, 6, 6))

    def _write(self, painter: QPainter, box: Box, rect: QRectF) -> None:
        moment, colours = self.moment, self.colours
        indent = 22 if box.kind in (BoxKind.LEAF, BoxKind.OUTPUT, BoxKind.STEP) else _INDENT
        room = QRectF(rect.left() + indent, rect.top() + 5, WIDTH - 2 * indent, 17)
        saved, freed = moment.saved(box)
        if moment.has_cut(box):
            painter.setPen(QColor(colours.error))
            painter.setFont(self._bold)
            painter.drawText(rect.adjusted(0, 22, -8, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, "✂")
        if saved:
            room.setWidth(room.width() - 22)
        painter.setFont(self._bold)
        painter.setPen(QColor(colours.text))
        text = self._bold_metrics.elidedText(moment.heading(box), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        if saved:
            self._write_saved(painter, QRectF(room.right() + 2, room.top() + 1, 20, 15), saved, freed)
        room.setWidth(WIDTH - 2 * indent)
        room.translate(0, 19)
        painter.setFont(self._plain)
        painter.setPen(QColor(colours.text))
        value = self._metrics.elidedText(moment.box_value(box), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, value)
        if box.kind not in (BoxKind.CUT, BoxKind.STEP):
            room.translate(0, 18)
            self._write_gradient(painter, box, room)

    def _write_saved(self, painter: QPainter, room: QRectF, count: int, freed: bool) -> None:
        """How many tensors it keeps for the walk back; struck through and faint when they were freed."""
        painter.save()
        painter.setFont(self._plain)
        if freed:
            painter.setOpacity(painter.opacity() * 0.45)
        painter.setPen(QPen(QColor(self.colours.muted), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, str(count) if count < 1000 else "…")
        if freed:
            painter.drawLine(room.bottomLeft(), room.topRight())
        painter.restore()

    def _write_gradient(self, painter: QPainter, box: Box, room: QRectF) -> None:
        """What a slot holds stands on its colour, also where it is 0; None stands in italics, on nothing. What arrived
        at an operation, which keeps nothing, is framed.
        """
        colours, told = self.colours, self.moment.gradient_text(box)
        is_slot = told.startswith(".grad")
        if told in ("", f".grad {NONE}"):
            painter.setFont(self._italic)
            painter.setPen(QColor(colours.muted))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, told)
            return
        text = self._metrics.elidedText(told, Qt.TextElideMode.ElideRight, room.width() - 8)
        width = self._metrics.horizontalAdvance(text) + 8
        painter.setPen(Qt.PenStyle.NoPen if is_slot else QPen(QColor(colours.stored), 1.4))
        painter.setBrush(QColor(colours.stored) if is_slot else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(room.left() - 2, room.top() + 1, width, room.height() - 2), 3, 3)
        painter.setPen(QColor(colours.on_stored if is_slot else colours.text))
        painter.drawText(room.adjusted(2, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)


def _mixed(colour: str, ground: str) -> QColor:
    """As it would look if it were faint: ten thousand transparent lines take ten times as long."""
    over, under = QColor(colour), QColor(ground)
    parts = ((over.redF(), under.redF()), (over.greenF(), under.greenF()), (over.blueF(), under.blueF()))
    return QColor.fromRgbF(*(_FAINT * a + (1 - _FAINT) * b for a, b in parts))


def _border(kind: BoxKind, colours: Colours) -> str:
    return {
        BoxKind.LEAF: colours.curves[2],
        BoxKind.OUTPUT: colours.curves[1],
        BoxKind.CUT: colours.error,
        BoxKind.GROUP: colours.muted,
        BoxKind.STEP: colours.secant,
    }.get(kind, colours.curves[0])


def _fill(kind: BoxKind, colours: Colours) -> str:
    return colours.window if kind in (BoxKind.CUT, BoxKind.GROUP, BoxKind.STEP) else colours.base
