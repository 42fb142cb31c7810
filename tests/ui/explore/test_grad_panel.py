"""The whole story of x.grad by the panel's own buttons, each step beside plain torch."""

import random
from dataclasses import replace
from functools import partial

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from explorer.core.explore import state as states
from explorer.core.explore.compute import COARSE, Computer
from explorer.core.explore.slot import Slot
from explorer.core.explore.steps import How
from explorer.core.expression import parse
from explorer.ui.explore.grad_words import state_text
from tests.core.explore.plain_torch import Plain, same_bits

LIMITS, SAMPLES = (-2.0, 3.0), 101


class Story:
    """A window on a·sin(b·x), and a Python prompt beside it."""

    def __init__(self, window, find, settle, computers):
        self.window, self._find, self._settle, self._computers = window, find, settle, computers
        self.x = torch.linspace(*LIMITS, SAMPLES, requires_grad=True)
        self.values = {"a": 1.0, "b": 1.0}

    def __getitem__(self, name):
        return self._find(self.window, name)

    def click(self, name):
        self[name].click()
        self._settle(self.window)

    def choose(self, how):
        self["gradHow"].setCurrentIndex(self["gradHow"].findData(how))
        self._settle(self.window)

    def y(self):
        return self.values["a"] * torch.sin(self.values["b"] * self.x)

    @property
    def slot(self):
        return self._computers[-1].slot

    @property
    def view(self):
        return self.window.room.store.result.slot

    def assert_same(self, label):
        """The slot, the label and the table say what x.grad at the prompt says."""
        assert self["gradState"].text() == label
        if self.x.grad is None:
            assert self.view.state is Slot.NONE
            assert self.slot is None or self.slot.grad is None
            assert {self.cell(row, 2) for row in range(9)} == {"None"}
            return
        assert torch.equal(self.slot.grad, self.x.grad)
        middle = self.view.rows[self.view.at]
        place = int((self.x.detach() - middle.x).abs().argmin())
        assert middle.grad == self.x.grad[place].item()
        assert self.cell(self.view.at, 2) == f"{middle.grad:.6g}"

    def cell(self, row, column):
        return self["gradTable"].cells.data(self["gradTable"].cells.index(row, column))


@pytest.fixture
def story(open_window, find, settle, monkeypatch):
    computers = []

    def computer():
        computers.append(Computer())
        return computers[-1]

    monkeypatch.setattr("explorer.ui.explore.room.Computer", computer)
    state = replace(states.of_function(parse("a sin(b x)"), LIMITS), samples=SAMPLES)
    return Story(open_window(state), find, settle, computers)


def test_the_whole_story(story):
    story.assert_same("None")
    assert "None is not 0" in story["gradRelation"].text()

    story.click("backwardButton")
    story.y().sum().backward()
    story.assert_same("one pass")
    assert story["gradRelation"].text() == "x.grad = df/dx: one pass since it was cleared."

    story.click("backwardButton")
    story.y().sum().backward()
    story.assert_same("2 passes accumulated")
    assert "2 × df/dx" in story["gradRelation"].text()

    story.click("zeroButton")
    story.x.grad.zero_()
    story.assert_same("zeros")

    story.click("noneButton")
    story.x.grad = None
    story.assert_same("None")


def test_the_second_backward_on_one_graph(story, settle):
    story.click("backwardButton")
    story["forwardBeforeBackward"].click()
    story.click("backwardButton")
    y = story.y()
    y.sum().backward()
    with pytest.raises(RuntimeError) as caught:
        y.sum().backward()
    assert story["gradError"].text() == f"RuntimeError: {caught.value}"
    assert story["gradError"].isVisible()
    assert story["gradWhy"].text().startswith("backward() frees what the graph has saved")
    story.assert_same("one pass")

    story.click("gradMend")
    story.y().sum().backward()
    assert not story["gradError"].isVisible()
    assert story["forwardBeforeBackward"].isChecked()
    story.assert_same("2 passes accumulated")


def test_retain_graph(story):
    story["retainGraph"].click()
    story.click("backwardButton")
    story["forwardBeforeBackward"].click()
    story.click("backwardButton")
    y = story.y()
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    story.assert_same("2 passes accumulated")
    assert not story["gradError"].isVisible()


@pytest.mark.parametrize("how", [How.ONES, How.ONE_HOT, How.RAMP, How.VECTOR])
def test_each_v(story, how):
    story.choose(how)
    if how is How.VECTOR:
        story["gradVector"].setText("x^2 + a")
    story.click("backwardButton")
    y = story.y()
    cursor = story.window.room.store.state.cursor
    place = int((story.x.detach() - cursor).abs().argmin())
    v = {
        How.ONES: torch.ones_like(y),
        How.ONE_HOT: torch.zeros_like(y).index_fill(0, torch.tensor(place), 1.0),
        How.RAMP: torch.linspace(0, 1, len(y)),
        How.VECTOR: (story.x**2 + story.values["a"]).detach(),
    }[how]
    y.backward(gradient=v)
    story.assert_same("one pass")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (How.PLAIN, "grad can be implicitly created only for scalar outputs"),
        (How.DETACHED, "does not require grad and does not have a grad_fn"),
        (How.NON_LEAF, "is not a leaf Tensor"),
    ],
)
def test_what_fails_is_told_explained_and_mended(story, how, words):
    story.choose(how)
    story.click("backwardButton")
    assert words in story["gradError"].text()
    assert len(story["gradWhy"].text()) > 60
    story.assert_same("None")
    story.click("gradMend")
    story.y().sum().backward()
    story.assert_same("one pass")
    assert story["gradHow"].currentData() == How.SUM


def test_autograd_grad_leaves_the_slot_alone(story):
    story.choose(How.GRAD)
    story.click("backwardButton")
    story.assert_same("None")
    assert not story["gradError"].isVisible()


def test_zeroing_none_is_pythons_own_error(story):
    story.click("zeroButton")
    assert story["gradError"].text() == "AttributeError: 'NoneType' object has no attribute 'zero_'"
    story.click("gradMend")
    story.y().sum().backward()
    story.assert_same("one pass")


def test_a_function_without_a_path_cannot_be_mended(open_window, find, settle):
    window = open_window("detach(x)")
    find(window, "backwardButton").click()
    settle(window)
    assert "does not require grad" in find(window, "gradError").text()
    assert not find(window, "gradMend").isVisible()
    assert find(window, "gradState").text() == "None"


def drag(story, name, values, settle):
    slider = story[f"parameter_{name}"]
    slider.setSliderDown(True)
    for value in values:
        slider.setValue(value)
    slider.setSliderDown(False)
    settle(story.window)


def test_a_drag_piles_up_gradients_of_different_functions(story, settle):
    story.click("backwardButton")
    story.y().sum().backward()
    for value in (1.5, 2.0, 2.5):
        drag(story, "b", [value], settle)
        story.values["b"] = value
        story.y().sum().backward()
    story.assert_same("4 passes accumulated")
    assert "derivative of none of them" in story["gradRelation"].text()
    assert story.view.span[1] > 3


def test_with_zero_before_each_backward_the_slot_follows(story, settle):
    story["zeroBeforeBackward"].click()
    drag(story, "b", [1.5, 2.0, 2.5], settle)
    story.values["b"] = 2.5
    story.y().sum().backward()
    story.assert_same("one pass")
    assert story["gradRelation"].text().startswith("x.grad = df/dx")


def random_click(story, plain, chance):
    """One click or drag on the panel's own widgets, and the same at the prompt."""
    kind = chance.choice(["backward", "backward", "backward", "zero", "none", "how", "box", "box", "drag", "cursor"])
    if kind in ("backward", "zero", "none"):
        story[f"{kind}Button"].click()
    elif kind == "how":
        story["gradHow"].setCurrentIndex(chance.randrange(len(How)))
    elif kind == "box":
        story[chance.choice(["retainGraph", "zeroBeforeBackward", "forwardBeforeBackward"])].click()
    elif kind == "cursor":
        story["cursorX"].setValue(round(chance.uniform(*LIMITS), 2))
    else:
        slider, store = story[f"parameter_{chance.choice('ab')}"], story.window.room.store
        slider.setSliderDown(True)
        values = [round(chance.uniform(-4, 4), 1) for _ in range(3)]
        moves = [*[partial(slider.setValue, value) for value in values], partial(slider.setSliderDown, False)]
        for move in moves:
            before = store.state.trail
            move()
            if store.state.trail is not before:  # while a hand moves, the window makes a pass when the last one is done
                plain.follow("drag", store.state)
        return
    plain.follow(kind, story.window.room.store.state)


@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_clicks_and_drags_agree_with_plain_torch(story, settle, seed):
    chance = random.Random(seed)
    plain = Plain(story.window.room.store.state)
    for number in range(200):
        random_click(story, plain, chance)
        if number % 20 == 19:
            settle(story.window)
            assert story.view.state is plain.label
            assert story["gradState"].text() == state_text(story.view)
            assert story.view.count == plain.count
            grad = story.slot.grad if story.slot else None
            assert same_bits(grad, plain.x.grad)
            assert same_bits(story.slot.ledger_sum() if story.slot else None, grad)
            names = {}
            exec(story.view.script.replace("print(", "str("), names)
            assert same_bits(names["x"].grad, grad)


def test_an_untouched_slot_stays_none_while_sliders_move(story, settle):
    drag(story, "a", [2.0, 3.0], settle)
    story.assert_same("None")


def test_a_very_long_leaf_makes_its_pass_when_the_hand_lets_go(story, settle, change):
    change(story.window, lambda state: replace(state, samples=COARSE * 2))
    story.click("backwardButton")
    drag(story, "a", [1.5, 2.0, 2.5], settle)
    assert story["gradState"].text() == "2 passes accumulated"


def test_another_leaf_is_another_slot(story, change):
    story.click("backwardButton")
    change(story.window, lambda state: states.with_range(state, -1, 1))
    assert story["gradState"].text() == "None"


def test_undo_takes_a_pass_back(story, settle):
    story.click("backwardButton")
    story.click("backwardButton")
    story.window.room.store.undo()
    settle(story.window)
    story.y().sum().backward()
    story.assert_same("one pass")


def test_the_ledger_sums_to_the_slot(story, settle):
    story["gradTabs"].setCurrentIndex(1)
    story.click("backwardButton")
    drag(story, "b", [2.0], settle)
    story.choose(How.RAMP)
    story.click("backwardButton")
    cells = story["gradLedger"].cells
    assert [cells.data(cells.index(row, 0)) for row in range(cells.rowCount())] == ["1", "2", "3"]
    assert [cells.data(cells.index(row, 2)) for row in range(3)] == ["1", "1", "0…1"]
    assert "b=2" in cells.data(cells.index(1, 1))
    added = sum(float(cells.data(cells.index(row, 3))) for row in range(3))
    assert added == pytest.approx(story.view.rows[story.view.at].grad, rel=1e-4)
    assert torch.equal(story.slot.ledger_sum(), story.slot.grad)
    assert len(story.view.layers) == 3


def test_the_table_copies_to_a_spreadsheet(story):
    story.click("backwardButton")
    table = story["gradTable"]
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["x", "y", "x.grad", "df/dx"]
    assert len(lines) == 10
    assert all(len(line.split("\t")) == 4 for line in lines)


def test_the_code_is_that_of_the_clicks(story, settle):
    story["gradTabs"].setCurrentIndex(2)
    assert "torch.autograd.grad(y.sum(), x)" in story["codeView"].toPlainText()
    story.click("backwardButton")
    story.click("backwardButton")
    code = story["codeView"].toPlainText()
    assert "for _ in range(2):" in code
    names = {}
    exec(code.replace("print(", "str("), names)
    assert torch.equal(names["x"].grad, story.slot.grad)
    story["codeCopy"].click()
    assert QGuiApplication.clipboard().text() == code


def test_the_code_is_saved_and_a_file_that_cannot_be_written_is_told(story, tmp_path, monkeypatch, qtbot):
    story["gradTabs"].setCurrentIndex(2)
    story.click("backwardButton")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "gradient"), ""))
    story["codeSave"].click()
    qtbot.waitUntil((tmp_path / "gradient.py").exists)
    assert (tmp_path / "gradient.py").read_text() == story["codeView"].toPlainText()
    said = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *arguments: said.append(arguments[2]))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "missing" / "gradient.py"), ""))
    story["codeSave"].click()
    qtbot.waitUntil(lambda: bool(said))
    assert len(said) == 1 and "missing" in said[0]


def test_a_wrong_v_is_explained_and_the_last_one_stays(story):
    story.choose(How.VECTOR)
    story["gradVector"].setText("x^2")
    story["gradVector"].setText("sine(x)")
    assert "sine" in story["gradVectorError"].text()
    assert str(story.window.room.store.state.vector) == "x^2"


def test_the_stored_curve_can_be_hidden(story, settle):
    assert not story["show_grad"].isVisible()
    story.click("backwardButton")
    assert story["show_grad"].isVisible()
    assert story.window.room.view.plots.stored.isVisible()
    story.click("show_grad")
    assert not story.window.room.view.plots.stored.isVisible()


def test_the_panel_can_be_put_away(story, settle):
    assert story["gradPanel"].isVisible()
    story.window.actions_by_name["grad_panel"].trigger()
    settle(story.window)
    assert not story["gradPanel"].isVisible()


def test_what_autograd_grad_gives_back_is_said(story):
    story.choose(How.GRAD)
    assert story["backwardButton"].text() == "autograd.grad()"
    story.click("backwardButton")
    assert "a tensor of its own" in story["gradRelation"].text()


def test_v_may_use_the_parameters_of_f_and_no_other(story):
    story.choose(How.VECTOR)
    story["gradVector"].setText("a x")
    assert not story["gradVectorError"].isVisible()
    story["gradVector"].setText("c x")
    assert story["gradVectorError"].text() == "c is no parameter of f."
    assert str(story.window.room.store.state.vector) == "a x"


def test_one_press_and_drag_is_one_entry_of_undo(story, settle):
    """Even where the press itself moves the handle."""
    slider, store = story["parameter_a"], story.window.room.store
    before = store.state.values["a"]
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center() + QPoint(6, 0))
    for step in range(7, 30, 3):
        QTest.mouseMove(slider, slider.rect().center() + QPoint(step, 0))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center() + QPoint(30, 0))
    settle(story.window)
    assert store.state.values["a"] != before
    assert not store.moving
    store.undo()
    assert store.state.values["a"] == before


def test_a_very_long_script_is_shown_in_part_and_copied_whole(story):
    view = story.window.room.view.grad.code
    script = "".join(f"y = {k}\n" for k in range(20_000))
    view.show_script(script)
    assert len(story["codeView"].toPlainText()) < 25_000
    assert "characters more" in story["codeView"].toPlainText()
    story["codeCopy"].click()
    assert QGuiApplication.clipboard().text() == script
