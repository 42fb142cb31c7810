"""What is told of one box: its formula, its tensors, what it saved, and the chain rule with torch's numbers."""

import re

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextDocument

from explorer.core.tape.picture.box_moment import BoxMoment
from explorer.core.tape.picture.graph import BoxKind, graph
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.reading.short_text import short
from explorer.core.tape.recording.summary import summarise
from explorer.ui.kit.formula import Formulas
from explorer.ui.tape.details import EDGES, Details

VECTOR = "x = torch.tensor([1.0, 2.0], requires_grad=True)"
JOIN = (VECTOR, "h = x * 2", "y = (h.sin() + h.exp()).sum()", "y.backward()")


@pytest.fixture(scope="module")
def formulas(qapp):
    made = Formulas()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def details(qtbot, formulas):
    made = Details(formulas)
    qtbot.addWidget(made)
    made.resize(320, 500)
    made.show()
    return made


@pytest.fixture
def tell(details, recorded):
    """Tell of the box with a name, or else of that operation, at a step (the last one if None) of these lines."""

    def tell_(name, *lines, step=None, fold=Fold.NOTHING):
        track = recorded(*lines).track
        moment = BoxMoment(track, len(track.steps) - 1 if step is None else step)
        boxes = graph(track, fold=fold).boxes
        box = next(one for one in boxes if name in (moment.box_name(one), one.title, one.kind))
        details.show_box(box, moment)
        return facts(details)

    return tell_


def facts(details):
    """The rows of the table, by their names."""
    rows = re.findall(r"<i>(.*?)</i></td><td>(.*?)</td>", details.facts.text())
    return {plain(name): plain(text) for name, text in rows}


def plain(text):
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


def of(tensor):
    return short(summarise(tensor), 8)


def chains(details):
    """The chain rule of each edge, its lines in one."""
    found = []
    for line in (view.latex for view in details.chains if view.isVisible()):
        if line.startswith("="):
            found[-1] += f" {line}"
        elif not line.startswith("g ="):
            found.append(line)
    return found


def test_without_a_box_one_is_told_what_to_do(details):
    assert details.heading.text() == "Click a box of the graph."
    for widget in (details.formula, details.line, details.facts, details.chain_title, *details.chains):
        assert not widget.isVisible()


def test_an_operation_before_and_after_the_walk(tell, details):
    before = tell("h", *JOIN, step=4)
    assert details.heading.text() == "h  ·  MulBackward0"
    assert before["value"] == "[2, 4], shape 2, float32"
    assert before["gradient"] == "None"
    assert before["flags"] == "requires_grad=True, is_leaf=False, _version=0"
    assert "added up from" not in before and not details.chain_title.isVisible() and chains(details) == []
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    h = x * 2
    h.retain_grad()
    (h.sin() + h.exp()).sum().backward()
    after = tell("h", *JOIN)
    assert after["gradient"] == of(h.grad)
    parts = [[float(one) for one in part.strip("[]").split(", ")] for part in after["added up from"].split(" + ")]
    assert len(parts) == 2
    assert [sum(pair) for pair in zip(*parts, strict=True)] == pytest.approx(h.grad.tolist(), rel=1e-3)
    assert details.chain_title.isVisible()


def test_a_leaf_tells_of_its_slot(tell, details):
    assert tell("x", *JOIN, step=4)[".grad"] == "None"
    assert not details.formula.isVisible()
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    ((x * 2).sin() + (x * 2).exp()).sum().backward()
    assert tell("x", *JOIN)[".grad"] == of(x.grad)
    assert "gradient" not in tell("x", *JOIN)
    assert details.heading.text().startswith("x  ·  ") and details.heading.text().endswith("AccumulateGrad")
    assert chains(details) == [], "a slot has no derivative"


def test_the_formula_of_the_operation(tell, details):
    tell("sin", *JOIN)
    assert details.formula.isVisible()
    assert details.formula.latex == r"y = \sin\left(a\right)"


def test_the_chain_rule_in_names_and_numbers(tell, details):
    tell("y", "x = torch.tensor(3.0, requires_grad=True)", "y = x * x * 2", "y.backward()")
    (chain,) = chains(details)
    assert r"\overline{\mathrm{mul}} = \overline{y} \cdot \frac{\partial y}{\partial \mathrm{mul}}" in chain
    assert chain.endswith(r"1 \cdot 2 = 2")
    assert details.bar.isVisible() and "∂y/∂" in details.bar.text()
    tell("mul", "x = torch.tensor(3.0, requires_grad=True)", "y = x * x * 2", "y.backward()")
    assert [chain.rpartition(" = ")[2] for chain in chains(details)] == ["6", "6"], "each factor has its own"
    assert all(r"\overline{x} \mathrel{+}=" in chain for chain in chains(details)), "both lead to x"


def test_the_chain_rule_of_a_vector_equals_torchs_numbers(tell, details):
    tell("h", *JOIN)
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    ((x * 2).sin() + (x * 2).exp()).sum().backward()
    (chain,) = chains(details)
    numbers = [float(one) for one in re.findall(r"-?\d+\.?\d*", chain.rpartition(" = ")[2])]
    assert numbers == pytest.approx(x.grad.tolist(), rel=1e-3)
    assert details.chains[0].accessibleName() == f"x: {of(x.grad)}"


def test_an_edge_without_a_gradient_has_no_chain_rule(tell, details):
    """Of two factors only one has a way back."""
    tell("y", "x = torch.tensor(3.0, requires_grad=True)", "y = x * torch.tensor(2.0)", "y.backward()")
    assert len(chains(details)) == 1


def test_of_many_edges_only_the_first_are_written_out(tell, details):
    tell("cat", VECTOR, "y = torch.cat([x, x, x, x, x]).sum()", "y.backward()")
    assert len(chains(details)) == EDGES


def test_the_chain_rule_of_autograd_grad(tell, details):
    tell("y", "x = torch.tensor(3.0, requires_grad=True)", "y = x ** 2", "(g,) = torch.autograd.grad(y, x)")
    (chain,) = chains(details)
    assert chain.endswith(r"1 \cdot 6 = 6")


def test_a_node_that_failed_sends_nothing(tell, details):
    lines = (VECTOR, "y = x.exp()", "y.add_(1)", "z = y.sum()", "z.backward()")
    assert tell("z", *lines)["gradient"] == "1"
    found = tell("add_", *lines)
    assert "_version=1" in found["flags"]
    tell("exp", *lines)
    assert chains(details) == []


def test_what_was_saved_is_held_then_freed(tell):
    lines = ("x = torch.tensor(4.0, requires_grad=True)", "y = x.sqrt()", "y.backward()")
    assert tell("y", *lines, step=1)["saved result"] == "2, _version=0"
    assert tell("y", *lines, step=2)["saved result"] == "freed (was 2, _version=0)"
    assert tell("y", *lines[:2], "y.backward(retain_graph=True)")["saved result"] == "2, _version=0"


def test_a_saved_tensor_that_was_changed_since(tell):
    lines = ("x = torch.tensor([1.0, 2.0], requires_grad=True)", "w = torch.ones(2)", "y = x * w", "w.add_(1)")
    assert tell("y", *lines, step=2)["saved other"] == "[1, 1], _version=0"
    assert tell("y", *lines)["saved other"] == "[1, 1], _version=0; the tensor is at version 1 now"


def test_a_cut(tell, details):
    found = tell("c", "x = torch.tensor(3.0, requires_grad=True)", "c = (x * 2).detach()", "y = x * c")
    assert details.heading.text() == "c  ·  detach"
    assert found["value"] == "6, shape (), float32"
    assert "gradient" not in found and not details.formula.isVisible()


def test_a_group_tells_of_its_last_node(tell, details):
    found = tell(BoxKind.GROUP, "x = torch.tensor(3.0, requires_grad=True)", "y = (x * 2).square()", fold=Fold.LINE)
    assert details.heading.text() == "y  ·  PowBackward0"
    assert found["value"] == "36, shape (), float32"


def test_a_function_of_ones_own_has_no_formula(tell, details):
    tell(
        "y",
        "class Twice(torch.autograd.Function):",
        "    @staticmethod",
        "    def forward(ctx, a): return a * 2",
        "    @staticmethod",
        "    def backward(ctx, g): return g * 2",
        "x = torch.tensor(3.0, requires_grad=True)",
        "y = Twice.apply(x)",
        "y.backward()",
    )
    assert details.heading.text() == "y  ·  TwiceBackward"
    assert not details.formula.isVisible()
    (chain,) = chains(details)
    assert chain.endswith("= 2")


@pytest.mark.qt_log_ignore('^Mouse event "MousePress" not accepted')
def test_the_line_is_a_link(tell, details, qtbot):
    tell("h", *JOIN)
    assert plain(details.line.text()) == "In [1], 3: h = x * 2"
    with qtbot.waitSignal(details.line_clicked) as got:
        qtbot.mouseClick(details.line, Qt.MouseButton.LeftButton, pos=QPoint(20, details.line.height() // 2))
    assert (got.args[0].file, got.args[0].number) == ("In [1]", 3)


def test_code_is_no_markup(tell, details):
    tell("y", "x = torch.tensor(3.0, requires_grad=True)", "y = x * 2  # <b>bold</b> & more")
    assert "<b>" not in details.line.text()
    assert plain(details.line.text()).endswith("# <b>bold</b> & more")


def test_every_formula_is_typeset(tell, details, qtbot, capsys):
    for name in ("y", "add", "sin", "exp", "h"):
        tell(name, *JOIN)
        views = [details.formula, *details.chains]
        qtbot.waitUntil(lambda views=views: all(view.is_shown() for view in views if view.isVisible()), timeout=20_000)
        assert all(view.sizeHint().height() > 24 for view in views if view.isVisible())
    assert capsys.readouterr().err == "", "what cannot be typeset is a blank, and a traceback"


def test_nothing_is_wider_than_its_room(tell, details):
    tell("exp", VECTOR, f"y = x.exp()  # {'long ' * 60}", "y.sum().backward()")
    assert details.widget().minimumSizeHint().width() <= 300
