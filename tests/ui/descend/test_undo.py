"""Undo and redo in Descend: every choice is an entry, a drag or a run of the timeline is one."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.ui.descend.problem_editor import LINE, OWN
from tests.ui.hands import wheel


def choose(box, data):
    box.setCurrentIndex(box.findData(data))


CHANGES = {
    "problem": lambda view: choose(view.controls.what.problem, 7),
    "line": lambda view: choose(view.controls.what.problem, LINE),
    "start": lambda view: view.controls.start_x.setValue(1.25),
    "steps": lambda view: view.controls.steps.setValue(20),
    "optimiser": lambda view: choose(view.controls.editor.optimizer, "adam"),
    "rate": lambda view: view.controls.editor.rate.setValue(0.3),
    "scheduler": lambda view: choose(view.controls.editor.scheduler, "cosine"),
    "zero_grad": lambda view: view.controls.editor.zero_grad.click(),
    "add": lambda view: view.controls.add.click(),
    "field": lambda view: view.field.click(),
    "step": lambda view: view.timeline.slider.setValue(7),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_choice_is_undone_and_redone(room, settled, name):
    store, before = room.store, room.store.state
    CHANGES[name](room.view)
    settled()
    after = store.state
    assert after != before
    store.undo()
    settled()
    assert store.state == before and not store.can_undo
    assert room.view.controls.start_x.value() == 2.0 and room.view.timeline.slider.value() == 50
    store.redo()
    settled()
    assert store.state == after and not store.can_redo


def test_a_drag_of_the_start_is_one_entry(room, settled):
    picture, before = room.view.picture, room.store.state
    at = picture.place_of(before.race.start).toPoint()
    QTest.mousePress(picture.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    for move in range(1, 4):
        QTest.mouseMove(picture.viewport(), at + QPoint(-20 * move, 10 * move))
    QTest.mouseRelease(
        picture.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at + QPoint(-60, 30)
    )
    settled()
    assert room.store.state.race.start[0] < 2.0 and not room.store.moving
    room.store.undo()
    assert room.store.state == before


def test_playing_is_one_entry(room, settled, qtbot):
    room.view.controls.steps.setValue(5)
    before = room.store.state
    choose(room.view.timeline.speed, 60)
    room.view.timeline.play.click()
    qtbot.waitUntil(lambda: not room.view.timeline.play.isChecked())
    room.view.timeline.first.click()
    assert room.store.state.shown == 0
    room.store.undo()
    assert room.store.state == before


def test_a_state_is_put_back(room, settled):
    """All that was chosen comes back from the frozen value alone."""
    for act in CHANGES.values():
        act(room.view)
    settled()
    kept, shown = room.store.state, room.view.code.script
    room.view.controls.what.problem.setCurrentIndex(3)
    room.view.controls.remove.click()
    settled()
    room.take(kept)
    settled()
    assert room.store.state == kept and room.view.code.script == shown
    assert room.view.controls.what.problem.currentData() == LINE


def test_undo_gives_up_a_text_that_was_rejected(room, settled):
    """The State of another time is shown as it was, also where what is walked on is the same in both."""
    controls = room.view.controls
    choose(controls.what.problem, OWN)
    own, text = room.store.state, controls.what.expression.text()
    room.view.field.click()
    controls.what.expression.setText("sine(x)")
    assert controls.what.error.isVisible()
    room.store.undo()
    assert room.store.state == own and controls.what.expression.text() == text
    assert not controls.what.error.isVisible()


def test_undo_gives_up_a_text_that_is_not_yet_said(room, settled):
    controls = room.view.controls
    choose(controls.what.problem, OWN)
    own, text = room.store.state, controls.what.expression.text()
    room.view.field.click()
    QTest.keyClicks(controls.what.expression, " + 1")
    assert controls.is_pending
    room.store.undo()
    assert room.store.state == own and controls.what.expression.text() == text
    assert not controls.is_pending


def test_undo_leaves_a_field_that_was_opened_in_vain(room, settled):
    controls = room.view.controls
    room.view.timeline.slider.setValue(7)
    controls.what.expression.setText("(")
    choose(controls.what.problem, OWN)
    assert controls.what.expression.isVisible() and controls.what.error.isVisible()
    room.store.undo()
    assert controls.what.problem.currentData() != OWN and not controls.what.expression.isVisible()
    assert not controls.what.error.isVisible()


def test_what_is_in_view_is_undone(room, settled):
    """Turns of the wheel are one entry; the contours are worked out anew for what is in view."""
    before, scene = room.store.state, room.view.result.scene
    for _ in range(3):
        wheel(room.view.picture, 1)
    settled()
    assert room.store.state.view is not None
    assert room.view.result.scene is not scene and room.view.result.scene.limits == room.store.state.limits
    assert room.view.fit.isEnabled()
    room.store.undo()
    settled()
    assert room.store.state == before and room.view.picture.limits == before.limits
    assert not room.view.fit.isEnabled()


def test_to_show_all_again_is_an_entry_of_its_own(room, settled):
    """However soon after the wheel."""
    wheel(room.view.picture, 1)
    settled()
    near = room.store.state.view
    room.view.fit.click()
    assert room.store.state.view is None
    room.store.undo()
    settled()
    assert room.store.state.view == near and room.view.picture.limits == near


def test_the_figure_is_saved(room, monkeypatch, tmp_path, qtbot):
    """By the same code as Explore's: the picture and both histories."""
    for name in ("walk.png", "walk.svg", "walk.pdf"):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        room.save_figure()
        qtbot.waitUntil(path.exists)
        assert path.stat().st_size > 4_000
    assert (tmp_path / "walk.svg").read_text().count("<text") > 20
