"""The recorded graph on the screen: what each box looks like at a step, how one moves about, and its pictures."""

import os
from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from explorer.core.tape.picture.graph import BoxKind
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.picture.layout import Problem, by_graphviz, simply
from explorer.core.tape.run import run
from explorer.core.tape.session import Recording
from explorer.ui import theme
from explorer.ui.tape.drawing import Drawing, Request, draw
from explorer.ui.tape.graph_view import GraphView
from explorer.ui.theme import DARK, LIGHT

LEFT = Qt.MouseButton.LeftButton
ALL_KINDS = (
    "x = torch.tensor(2.0, requires_grad=True)",
    "h = (x * 3).sin()",
    "c = h.detach()",
    "m = h * c",
    "y = m.exp()",
)
PLAIN = ("x = torch.tensor(4.0, requires_grad=True)", "y = x.sqrt() * 3", "y.backward()")


class InProcess:
    """Lays out here and now."""

    def lay_out(self, sizes, links, frames=()):
        problem = Problem(tuple(sizes), tuple(links), tuple(frames))
        return by_graphviz(problem) if len(sizes) < 100 else simply(problem)


@pytest.fixture
def show(qtbot, recorded):
    """A view of what these lines record, after its last step; `step` counts from the first, or from the end."""

    def show_(*lines, fold=Fold.NOTHING, unfolded=frozenset(), colours=LIGHT):
        recording = recorded(*lines)
        view = GraphView()
        qtbot.addWidget(view)
        view.resize(900, 700)
        view.set_colours(colours)
        view.show()
        view.show_drawing(draw(Request(recording, None, fold, unfolded), InProcess()))
        view.set_moment(len(recording.track.steps), False)
        return view

    return show_


def boxes(view):
    return view.graph.boxes


def box(view, name):
    """The place of the only box with that name of a variable, or else of that operation."""
    found = [k for k, one in enumerate(boxes(view)) if name in (view.moment.box_name(one), one.title)]
    assert len(found) == 1, f"{name}: {[one.title for one in boxes(view)]}"
    return found[0]


def found_boxes(view, text):
    """The places of the boxes that a search finds."""
    return [hit.box for hit in view.hits(text)]


def rect(view, name):
    return view.drawing.shapes.rects[box(view, name) if isinstance(name, str) else name]


def pixels(view, room, scale=2.0):
    """What is painted in a part of the scene: red, green and blue, by row and column."""
    image = QImage(round(room.width() * scale), round(room.height() * scale), QImage.Format.Format_RGB32)
    image.fill(view.backgroundBrush().color())
    painter = QPainter(image)
    view.scene().render(painter, QRectF(image.rect()), room)
    painter.end()
    return rgb(image)


def rgb(image):
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)[:, :, 2::-1].astype(int)


def count(found, colour, by=0):
    """How many pixels have that colour, give or take."""
    return int((np.abs(found - np.array(QColor(colour).getRgb()[:3])).max(axis=2) <= by).sum())


def gradient_row(view, name):
    room = rect(view, name)
    return QRectF(room.left() + 6, room.top() + 42, room.width() - 12, 17)


def saved_corner(view, name):
    room = rect(view, name)
    return QRectF(room.right() - 32, room.top() + 3, 24, 20)


# -- what a box looks like


def test_kinds_have_different_outlines(show):
    """In black and white, at the edges that hold no text."""
    black = replace(
        LIGHT,
        muted="#000000",
        border="#000000",
        error="#000000",
        window="#ffffff",
        secant="#000000",
        curves=("#000000",) * 5,
    )
    step = ("opt = torch.optim.SGD([x], lr=0.1)", "y.backward()", "opt.step()")
    view = show(*ALL_KINDS, *step, fold=Fold.LINE, colours=black)
    assert Counter(one.kind for one in boxes(view)) == dict.fromkeys(BoxKind, 1)
    sides = {}
    for place, one in enumerate(boxes(view)):
        room = rect(view, place)
        left, right = (QRectF(x, room.top() + 4, 18, room.height()) for x in (room.left() - 9, room.right() - 9))
        sides[one.kind] = np.hstack([pixels(view, left), pixels(view, right)]).max(axis=2) < 128
    for one, other in combinations(sides, 2):
        assert (sides[one] != sides[other]).sum() > 20, (one, other)


def test_kinds_have_different_colours(show):
    view = show(*ALL_KINDS)
    borders = {
        BoxKind.LEAF: LIGHT.curves[2],
        BoxKind.OPERATION: LIGHT.curves[0],
        BoxKind.OUTPUT: LIGHT.curves[1],
        BoxKind.CUT: LIGHT.error,
    }
    for place, one in enumerate(boxes(view)):
        edges = pixels(view, rect(view, place).adjusted(-2, -2, 2, 2))
        found = [kind for kind, colour in borders.items() if count(edges, colour, 8) > 30]
        assert found == [one.kind]


def test_none_and_0_look_different(show):
    view = show(*PLAIN, "x.grad.zero_()", "x.grad = None")
    steps = len(view.moment.track.steps)
    filled = []
    for step in range(steps):
        view.set_moment(step, False)
        filled.append(count(pixels(view, gradient_row(view, "x")), LIGHT.stored) > 100)
    # None until the walk has come to x; a number; 0; None again
    assert filled == [False] * (steps - 3) + [True, True, False]
    view.set_moment(steps - 1, False)
    assert count(pixels(view, gradient_row(view, "x")), LIGHT.text) == 0, "muted, in italics"


def test_a_gradient_of_0_is_no_gradient_that_is_missing(show):
    """Also at an operation: 0 arrived at one, nothing at the other; it is framed, as an operation keeps nothing."""
    view = show(
        "x = torch.tensor(2.0, requires_grad=True)", "y = x.exp()", "z = x.sin()", "(y * 0).backward()", "z * 1"
    )  # fmt: skip
    assert count(pixels(view, gradient_row(view, "y")), LIGHT.stored) > 100
    assert count(pixels(view, gradient_row(view, "z")), LIGHT.stored) == 0


def test_freed_saved_tensors_look_different_from_held_ones(show):
    view = show(*PLAIN)
    before = pixels(view_at(view, 2), saved_corner(view, "sqrt"))
    after = pixels(view_at(view, 5), saved_corner(view, "sqrt"))
    assert count(before, LIGHT.muted, 8) > count(after, LIGHT.muted, 8), "it fades"
    view = show(*PLAIN[:2], "y.backward(retain_graph=True)")
    held = [pixels(view_at(view, step), saved_corner(view, "sqrt")) for step in (2, 5)]
    assert (held[0] == held[1]).all()


def view_at(view, step):
    view.set_moment(step, False)
    return view


def test_the_box_with_the_first_nan_glows(show):
    view = show("x = torch.tensor(-1.0, requires_grad=True)", "y = x.sqrt()", "z = y * 2")
    glow = QColor.fromRgbF(*(a * 110 / 255 + 1 - 110 / 255 for a in QColor(LIGHT.error).getRgbF()[:3]))

    rooms = [rect(view, name).adjusted(-10, -10, 10, 10) for name in "xyz"]

    def glowing(scale, colour):
        return [count(pixels(view, room, scale), colour, 3) > 50 for room in rooms]

    for step, wanted in ((3, [False, True, False]), (0, [False] * 3)):
        view.set_moment(step, False)
        assert glowing(2.0, glow) == wanted
        assert glowing(0.3, LIGHT.error) == wanted, "far away there is a frame"


def test_a_nan_on_the_way_back_glows(show):
    view = show("x = torch.tensor(0.0, requires_grad=True)", "y = x.sqrt()", "z = y * 0", "z.backward()")
    bad = [
        [view.moment.box_name(one) for one in boxes(view) if view_at(view, step).moment.is_bad(one)] for step in (3, 4)
    ]
    assert bad == [[], ["y"]], "0 · inf"


def test_what_is_not_made_yet_is_faint(show):
    view = show(*PLAIN)
    room = rect(view, "sqrt").adjusted(0, 0, -34, -26)  # without its badge and its gradient
    faint, made = (pixels(view_at(view, step), room) for step in (0, 2))
    assert count(faint, LIGHT.text) == count(faint, LIGHT.curves[0]) == 0
    assert count(made, LIGHT.text) > 20 and count(made, LIGHT.curves[0]) > 50


def test_the_box_of_the_step_stands_out(show):
    view = show(*PLAIN)
    names = ("x", "sqrt", "y", "y", "sqrt", "x")
    for step, name in enumerate(names):
        view.set_moment(step, False)
        found = [view.moment.box_name(one) or one.title for one in boxes(view) if view.moment.is_current(one)]
        assert found == [name]
        assert count(pixels(view, rect(view, name).adjusted(-3, -3, 3, 3)), LIGHT.accent) > 500


def test_a_folded_group_stands_out_at_each_of_its_steps(show):
    view = show("x = torch.tensor(2.0, requires_grad=True)", "y = x.sin().exp() * 2", "y.backward()", fold=Fold.LINE)
    group = next(one for one in boxes(view) if one.kind is BoxKind.GROUP)
    assert [view_at(view, step).moment.is_current(group) for step in range(8)] == [False, *[True] * 6, False]


def test_cuts_are_dashed_and_have_scissors(show, tmp_path):
    view = show(*ALL_KINDS)
    room = rect(view, "c")
    edge = pixels(view, QRectF(room.left() + 10, room.top() - 1, room.width() - 20, 2)).min(axis=0).max(axis=1) < 200
    changes = int((edge[1:] != edge[:-1]).sum())
    assert changes > 20
    room = rect(view, "m")
    edge = pixels(view, QRectF(room.left() + 10, room.top() - 1, room.width() - 20, 2)).min(axis=0).max(axis=1) < 200
    assert edge.all(), "a line without a gap"
    assert "✂ c = detach" in texts(view, tmp_path)
    assert "✂" in texts(view, tmp_path), "on the link that is cut"


def texts(view, folder):
    """What is written in the picture."""
    path = folder / "texts.svg"
    view.save(path)
    written = path.read_text(encoding="utf-8").split("</text>")[:-1]
    return [part.rpartition(">")[2].strip() for part in written]


def test_names_values_and_gradients_are_written(show, tmp_path):
    view = show(*PLAIN)
    found = texts(view, tmp_path)
    assert {"x", "sqrt", "y = mul", "4", "2", "6", ".grad 0.75", "∂ 3", "∂ 1"} <= set(found)
    view.set_moment(2, False)
    found = texts(view, tmp_path)
    assert ".grad None" in found and not any("∂" in text for text in found)


def test_a_gradient_flows_along_its_link_at_its_step_only(show, tmp_path):
    view = show(*PLAIN)
    assert "3" in texts(view_at(view, 3), tmp_path), "what y sends to sqrt"
    assert "3" not in texts(view_at(view, 2), tmp_path)
    assert "0.75" in texts(view_at(view, 4), tmp_path)


def test_local_derivatives_stand_on_the_links_when_asked_for(show, tmp_path):
    view = show(*PLAIN)
    assert not any(text.startswith("×") for text in texts(view, tmp_path))
    view.set_moment(5, True)
    assert {"× 3", "× 0.25"} <= set(texts(view, tmp_path))


# -- the mouse and the keys


def test_every_box_is_found_by_a_click_at_its_place(show, qtbot):
    view = show(*ALL_KINDS)
    clicked = []
    view.clicked.connect(clicked.append)
    for place in range(len(boxes(view))):
        assert view.viewport().rect().contains(view.place_of(place).toPoint())
        qtbot.mouseClick(view.viewport(), LEFT, pos=view.place_of(place).toPoint())
    assert clicked == list(range(len(boxes(view))))
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(2, 2))
    assert clicked[len(boxes(view)) :] == [-1], "there is nothing in the corner"


def test_a_drag_pans_and_does_not_click(show, qtbot):
    view = show(*ALL_KINDS)
    clicked = []
    view.clicked.connect(clicked.append)
    start = view.place_of(0).toPoint()
    there = start + QPoint(60, 40)
    qtbot.mousePress(view.viewport(), LEFT, pos=start)
    for step in range(1, 11):
        qtbot.mouseMove(view.viewport(), start + QPoint(6, 4) * step)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=there)
    assert clicked == []
    assert (view.place_of(0).toPoint() - there).manhattanLength() <= 2, "it went along"
    qtbot.mouseClick(view.viewport(), LEFT, pos=there)
    assert clicked == [0]


def turn(view, notches, at):
    event = QWheelEvent(
        at, view.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def test_the_wheel_zooms_within_limits(show, qtbot):
    view = show(*ALL_KINDS)
    scale = view.transform().m11()
    at = view.place_of(0)
    qtbot.mouseMove(view.viewport(), at.toPoint())
    turn(view, 1, at)
    assert view.transform().m11() == pytest.approx(scale * 1.15)
    turn(view, -1, at)
    assert view.transform().m11() == pytest.approx(scale)
    turn(view, 100, at)
    assert view.transform().m11() == pytest.approx(4.0)
    turn(view, -200, at)
    assert view.transform().m11() == pytest.approx(0.02)
    assert not view.grab().isNull()


def test_keys_zoom_and_fit(show, qtbot):
    view = show(*ALL_KINDS)
    fitted = view.transform().m11()
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.transform().m11() == pytest.approx(fitted * 1.15)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.transform().m11() == pytest.approx(fitted / 1.15)
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.transform().m11() == pytest.approx(fitted)


@pytest.mark.parametrize("size", [(900, 700), (260, 180)])
@pytest.mark.parametrize("length", [1, 30])
def test_fit_shows_all_of_it_and_no_larger_than_life(show, size, length):
    view = show("x = torch.tensor(2.0, requires_grad=True)", "y = x", *["y = y + x"] * length)
    view.resize(*size)
    view.zoom(3.0)
    view.fit()
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    assert all(seen.contains(room) for room in view.drawing.shapes.rects)
    assert view.transform().m11() <= 1.0


@pytest.mark.parametrize(
    "text, found",
    [
        ("m", {"m"}),
        ("  DETACH ", {"c"}),
        ("ExpBackward", {"y"}),
        ("AccumulateGrad", {"x"}),
        ("x * 3", {"mul", "h"}),
        ("", set()),
        (" ", set()),
        ("nothing of that", set()),
    ],
)
def test_search_finds_names_operations_nodes_and_lines(show, text, found):
    view = show(*ALL_KINDS)
    names = {view.moment.box_name(boxes(view)[k]) or boxes(view)[k].title for k in found_boxes(view, text)}
    assert names >= found if text == "m" else names == found


def test_what_was_found_is_marked_and_looked_at(show):
    view = show("x = torch.tensor(2.0, requires_grad=True)", "y = x", *["y = y * 2"] * 30, "z = y.sqrt()")
    view.resize(300, 200)
    view.zoom(100)
    view.look_at(box(view, "x"))
    (last,) = found_boxes(view, "sqrt")
    view.mark([last])
    assert view.viewport().rect().contains(view.place_of(last).toPoint())
    marked = pixels(view, rect(view, last).adjusted(-3, -3, 3, 3))
    assert count(marked, LIGHT.secant) > 300
    view.mark([])
    assert count(pixels(view, rect(view, last).adjusted(-3, -3, 3, 3)), LIGHT.secant) == 0


def test_what_is_in_sight_is_looked_at_from_where_one_is(show):
    view = show(*ALL_KINDS)
    before = view.place_of(0)
    view.look_at(1)
    assert view.place_of(0) == before


def test_the_selected_box_is_framed(show):
    view = show(*PLAIN)
    place = box(view, "x")
    room = rect(view, place).adjusted(-8, -8, 8, 8)
    assert count(pixels(view, room), LIGHT.accent) == 0
    view.select(place)
    assert count(pixels(view, room), LIGHT.accent) > 300
    view.select(None)
    assert count(pixels(view, room), LIGHT.accent) == 0


def test_a_double_click_on_a_group_opens_it(show, qtbot):
    view = show(*ALL_KINDS, fold=Fold.LINE)
    opened = []
    view.opened.connect(opened.append)
    group = next(k for k, one in enumerate(boxes(view)) if one.kind is BoxKind.GROUP)
    qtbot.mouseDClick(view.viewport(), LEFT, pos=view.place_of(group).toPoint())
    assert opened == [boxes(view)[group].group]
    qtbot.mouseDClick(view.viewport(), LEFT, pos=view.place_of(box(view, "x")).toPoint())
    qtbot.mouseDClick(view.viewport(), LEFT, pos=QPoint(2, 2))
    assert len(opened) == 1, "nothing to open there"
    unfolded = show(*ALL_KINDS, fold=Fold.LINE, unfolded=frozenset(opened))
    assert len(boxes(unfolded)) == len(boxes(view)) + 1


# -- far away, and nothing at all


def test_far_away_there_is_little_text_but_there_are_gradients(show):
    view = show(*PLAIN)
    room = view.drawing.shapes.room
    near, far, farther = (count(pixels(view, room, scale), LIGHT.text) for scale in (1.0, 0.4, 0.1))
    assert near > far > farther == 0, "all, only the names, nothing"
    for name, colour in (("x", LIGHT.curves[2]), ("sqrt", LIGHT.curves[0]), ("y", LIGHT.curves[1])):
        assert count(pixels(view, rect(view, name), 0.4), colour) > 20
        assert count(pixels(view, rect(view, name), 0.4), LIGHT.stored) > 50
    view.set_moment(2, False)
    assert count(pixels(view, room, 0.4), LIGHT.stored) == 0
    output = rect(view, "y")
    view.set_moment(0, False)
    assert count(pixels(view, output, 0.4), LIGHT.curves[1]) == 0, "faint, too"


def test_nothing_recorded_is_said_in_words(qtbot):
    view = GraphView()
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.shown):
        view.show_drawing(None)
    view.resize(500, 300)
    view.set_colours(LIGHT)
    view.show()
    assert count(rgb(view.grab().toImage()), LIGHT.muted) > 20
    for act in (view.fit, view.image, lambda: view.mark([]), lambda: view.select(None), lambda: view.zoom(2)):
        act()
    assert view.box_at(QPointF(9, 9)) is None and view.hits("x") == ()


def test_shown_is_said_when_it_is_painted(show, qtbot):
    view = show(*PLAIN)
    qtbot.waitUntil(view.is_painted)
    with qtbot.waitSignal(view.shown):
        view.show_drawing(view.drawing)
        assert not view.is_painted()
    assert view.is_painted()


def test_a_picture_of_the_same_size_keeps_the_scale(show, recorded):
    """Stepping through a notebook shows one after the other."""
    view = show(*PLAIN)
    view.zoom(1.5)
    view.show_drawing(draw(Request(recorded(*PLAIN)), InProcess()))
    assert view.transform().m11() == 1.5
    view.show_drawing(draw(Request(recorded(*ALL_KINDS)), InProcess()))
    assert view.transform().m11() <= 1.0, "all of another one is shown"
    view.show_drawing(draw(Request(Recording()), InProcess()))
    assert not boxes(view) and isinstance(view.drawing, Drawing)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_it_is_painted_in_the_colours_of_the_scheme(show, colours):
    view = show(*PLAIN)
    view.set_colours(colours)
    seen = rgb(view.grab().toImage())
    assert count(seen, colours.base) > seen.shape[0] * seen.shape[1] / 2
    for colour in (colours.text, colours.stored):
        assert count(seen, colour) > 20


# -- as a file


@pytest.mark.parametrize("name", ["graph.png", "graph.svg", "GRAPH.SVG"])
def test_a_saved_picture_opens_again(show, tmp_path, name):
    view = show(*ALL_KINDS, "y.backward()")
    path = tmp_path / name
    view.save(path)
    if name.endswith("png"):
        image = QImage(str(path))
    else:
        renderer = QSvgRenderer(str(path))
        assert renderer.isValid()
        image = QImage(renderer.viewBox().size() * 2, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
    found = rgb(image)
    for colour in (LIGHT.base, LIGHT.curves[2], LIGHT.curves[0], LIGHT.error, LIGHT.stored, LIGHT.muted):
        assert count(found, colour, 4) > 50, colour
    wanted = view.drawing.shapes.room.size() * 2
    assert wanted.width() < image.width() < wanted.width() + 200
    assert wanted.height() < image.height() < wanted.height() + 200


def test_what_is_saved_is_not_what_happens_to_be_in_sight(show, tmp_path):
    view = show(*ALL_KINDS)
    view.save(tmp_path / "before.png")
    view.zoom(4)
    view.save(tmp_path / "after.png")
    assert (tmp_path / "before.png").read_bytes() == (tmp_path / "after.png").read_bytes()


def test_a_very_long_graph_is_a_smaller_picture(show):
    view = show("y = torch.tensor(2.0, requires_grad=True)", "for _ in range(5000): y = y + 1")
    image = view.image()
    assert 8_000 < max(image.width(), image.height()) <= 16_001


def test_a_place_that_cannot_be_written_is_an_error(show, tmp_path):
    view = show(*PLAIN)
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "old.png").write_bytes(b"old")
    for path in ("missing/a.png", "missing/a.svg", "folder.png", "old.png/a.png"):
        with pytest.raises(OSError, match=r"a\.(png|svg)|folder"):
            view.save(tmp_path / path)
    assert (tmp_path / "old.png").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.png", "old.png"]


@pytest.mark.parametrize("name", ["old.png", "old.svg"])
def test_an_old_file_stays_where_writing_fails(show, tmp_path, monkeypatch, name):
    view = show(*PLAIN)
    (tmp_path / name).write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError):
        view.save(tmp_path / name)
    assert (tmp_path / name).read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_application_draws_a_recording_without_a_window(recorded, tmp_path, qapp):
    from explorer.ui.tape.figure import save

    for name in ("a.png", "a.svg", "a.pdf"):
        save(run(["\n".join(("import torch", *ALL_KINDS))])[1], tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    theme.apply(theme.Scheme.SYSTEM)
