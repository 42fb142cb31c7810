"""The table of named tensors: it follows the steps, and its numbers are torch's."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from explorer.core.tape.reading.moment import Moment
from explorer.ui.tape.tensors import COLUMNS, Tensors
from explorer.ui.theme import DARK, LIGHT

LEAF = "x = torch.tensor([1.0, 2.0], requires_grad=True)"


@pytest.fixture
def tensors(qtbot):
    made = Tensors()
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.show()
    return made


@pytest.fixture
def rows(tensors, recorded):
    """The texts of the table at each step of what these lines record: by name, then by column."""

    def rows_(*lines):
        track = recorded(*lines).track
        found = []
        for step in range(len(track.steps)):
            tensors.show_moment(Moment(track, step))
            found.append(table(tensors.model()))
        return found

    return rows_


def table(model, role=Qt.ItemDataRole.DisplayRole):
    found = {}
    for row in range(model.rowCount()):
        cells = [model.data(model.index(row, column), role) for column in range(model.columnCount())]
        found[model.data(model.index(row, 0))] = dict(zip(COLUMNS, cells, strict=True))
    return found


def told(steps, name, column):
    """What is told of a name at each step, None where it is not there."""
    return [step.get(name, {}).get(column) for step in steps]


def test_a_row_tells_all_of_a_tensor(rows):
    steps = rows(LEAF, "y = x / 2")
    assert steps[0] == {
        "x": {
            "name": "x", "value": "[1, 2]", ".grad": "None", "shape": "2", "dtype": "float32", "requires_grad": "True",
            "is_leaf": "True", "grad_fn": "None", "_version": "0", "retains_grad": "False",
        }
    }  # fmt: skip
    assert steps[1]["y"] == {
        "name": "y", "value": "[0.5, 1]", ".grad": "None", "shape": "2", "dtype": "float32",
        "requires_grad": "True", "is_leaf": "False", "grad_fn": "DivBackward0", "_version": "0",
        "retains_grad": "False",
    }  # fmt: skip


def test_a_slot_is_none_then_numbers_then_zeros_then_none(rows):
    steps = rows(LEAF, "y = (x * x).sum()", "y.backward()", "x.grad.zero_()", "x.grad = None")
    assert told(steps, "x", ".grad") == ["None"] * 5 + ["[2, 4]", "[0, 0]", "None"]


def test_passes_add_up_in_the_slot(rows):
    steps = rows(LEAF, "y = (3 * x).sum()", "y.backward(retain_graph=True)", "y.backward()")
    assert list(dict.fromkeys(told(steps, "x", ".grad"))) == ["None", "[3, 3]", "[6, 6]"]


def test_a_change_in_place_counts_the_version_up(rows):
    steps = rows("x = torch.tensor([1.0, 2.0])", "x.add_(1)", "x[0] = 9.0")
    assert told(steps, "x", "_version") == ["0", "1", "2"]
    assert told(steps, "x", "value") == ["[1, 2]", "[2, 3]", "[9, 3]"]


def test_a_view_changes_with_what_it_looks_at(rows):
    steps = rows("x = torch.tensor([1.0, 2.0])", "v = x[1:]", "x.mul_(10)")
    assert told(steps, "v", "value") == [None, "[2]", "[20]"]
    assert told(steps, "v", "_version") == [None, "0", "1"]


def test_a_gradient_that_is_retained(rows):
    steps = rows(LEAF, "y = x * 2", "y.retain_grad()", "z = y.sum()", "z.backward()")
    assert told(steps, "y", "retains_grad") == [None, "False", *["True"] * 5]
    assert told(steps, "y", ".grad")[-1] == "[1, 1]"
    assert set(told(steps, "z", ".grad")) == {None, "None"}


def test_a_name_that_is_given_to_another_tensor(rows):
    steps = rows("x = torch.tensor(1.0, requires_grad=True)", "y = x * 2", "y = y * 3", "x = 5")
    assert told(steps, "y", "value") == [None, "2", "6"]
    assert told(steps[:2], "x", "value") == ["1", "1"]
    assert "x" not in steps[2], "a number by now"


def test_one_tensor_with_two_names(rows):
    steps = rows(LEAF, "same = x", "y = x * 1")
    assert steps[-1]["same"] == {**steps[-1]["x"], "name": "same"}


def test_requires_grad_that_is_switched_on(rows):
    steps = rows("x = torch.tensor(1.0)", "x.requires_grad_()", "y = x.detach()")
    assert told(steps, "x", "requires_grad") == ["False", "True", "True"]
    assert told(steps, "y", "is_leaf")[-1] == "True" and told(steps, "y", "requires_grad")[-1] == "False"


@pytest.mark.parametrize(
    "made, value, shape, dtype",
    [
        ("torch.tensor(True)", "True", "()", "bool"),
        ("torch.arange(5)", "[0, 1, 2, 3, …]", "5", "int64"),
        ("torch.ones(2, 3, dtype=torch.float64)", "2×3 [1, 1, 1, 1, …]", "2×3", "float64"),
        ("torch.tensor([float('nan'), -float('inf')])", "[nan, -inf]", "2", "float32"),
        ("torch.tensor([])", "[]", "0", "float32"),
    ],
)
def test_values_of_all_kinds(rows, made, value, shape, dtype):
    (step,) = rows(f"x = {made}")[-1:]
    assert (step["x"]["value"], step["x"]["shape"], step["x"]["dtype"]) == (value, shape, dtype)


def test_none_and_0_look_different(tensors, recorded):
    track = recorded(LEAF, "x.sum().backward()", "x.grad.zero_()", "x.grad = None").track
    last = len(track.steps) - 1
    tensors.show_moment(Moment(track, last))
    index = tensors.model().index(0, COLUMNS.index(".grad"))
    for colours in (LIGHT, DARK):
        tensors.set_colours(colours)
        for step, is_none in ((last - 1, False), (last, True)):
            tensors.show_moment(Moment(track, step))
            font = index.data(Qt.ItemDataRole.FontRole)
            assert (font is not None and font.italic()) is is_none
            ground = index.data(Qt.ItemDataRole.BackgroundRole)
            assert (ground is None) is is_none
            assert ground is None or ground.color() == QColor(colours.stored)
            image = tensors.viewport().grab().toImage()
            room = tensors.visualRect(index)
            seen = {image.pixelColor(x, room.center().y()).name() for x in range(room.left(), room.right())}
            assert (QColor(colours.stored).name() in seen) is not is_none


def test_the_tool_tip_has_the_statistics(tensors, recorded):
    track = recorded("x = torch.tensor([1.0, 4.0, float('nan')], requires_grad=True)", "y = x * 2").track
    tensors.show_moment(Moment(track, 0))
    tips = table(tensors.model(), Qt.ItemDataRole.ToolTipRole)["x"]
    assert tips["value"] == "[1, 4, nan]\n1 … 4, mean 2.5\nNaN: 1, inf: 0"
    assert tips[".grad"].startswith("None\n\nNo gradient has come to x yet")


def test_nothing_is_no_trouble(tensors):
    for _ in range(2):
        tensors.show_moment(Moment())
    assert tensors.model().rowCount() == 0
    assert [tensors.model().headerData(k, Qt.Orientation.Horizontal) for k in range(len(COLUMNS))] == list(COLUMNS)
    assert tensors.model().headerData(0, Qt.Orientation.Vertical) is None


def test_the_row_that_is_chosen_stays_chosen(tensors, recorded):
    track = recorded(LEAF, "y = x * 2", "z = y * 2").track
    tensors.show_moment(Moment(track, 2))
    tensors.selectRow(1)
    tensors.show_moment(Moment(track, 2))
    assert [index.row() for index in tensors.selectionModel().selectedRows()] == [1]


def test_qt_finds_nothing_wrong_with_the_model(tensors, recorded, qtmodeltester):
    track = recorded(LEAF, "y = x * 2").track
    qtmodeltester.check(tensors.model())
    for step in (-1, 0, 1, 0, 9):
        tensors.show_moment(Moment(track, step))
