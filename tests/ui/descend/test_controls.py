"""The left column: every control says a Race that is what it shows."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from explorer.core.descend.fit import Fit
from explorer.core.descend.optimisers import OPTIMISERS, SCHEDULERS, optimiser, title_of
from explorer.core.descend.own import read as read_own
from explorer.core.descend.race import MOST_RUNNERS, Race, Runner
from explorer.core.descend.state import RATE, State, curve_problem, with_optimiser, with_runner
from explorer.core.descend.surfaces import SURFACES
from explorer.core.expression import parse
from explorer.ui.descend.controls import Controls
from explorer.ui.descend.problem_editor import LINE, OWN
from explorer.ui.descend.runner_editor import RunnerEditor, read
from explorer.ui.kit.number_box import NumberBox
from tests.core.descend.races import plain


class Given(Controls):
    """The controls, given what they ask for, as the room does it."""

    def __init__(self):
        super().__init__(plain())
        self.state = plain()
        self.intended.connect(self.take)

    @property
    def race(self):
        return self.state.race

    def take(self, transition, gesture=""):
        self.state = transition(self.state)
        self.show_state(self.state)


@pytest.fixture
def controls(qtbot):
    made = Given()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def said(controls):
    races = []
    controls.intended.connect(lambda *_: races.append(controls.race))
    return races


def choose(box, data):
    row = box.findData(data)
    assert row >= 0, data
    box.setCurrentIndex(row)


def test_every_control_has_a_name_for_people_and_for_programs(controls):
    kinds = (NumberBox, QCheckBox)
    ours = [
        one for one in controls.findChildren(QWidget) if isinstance(one, kinds) or one.objectName()[:7] == "descend"
    ]
    assert len(ours) > 12
    for one in ours:
        assert one.objectName()
        assert one.accessibleName(), one.objectName()
    names = [one.objectName() for one in ours]
    assert len(set(names)) == len(names)


def test_the_first_race_is_the_walk_whose_gradient_is_3_and_8(controls):
    assert controls.race == plain().race
    assert controls.race.problem.name == "xy + y²"
    assert controls.race.start == (2.0, 3.0)


@pytest.mark.parametrize("place", range(len(SURFACES)))
def test_a_surface_begins_at_its_own_start(controls, place):
    choose(controls.what.problem, place)
    assert controls.race.problem is SURFACES[place]
    assert controls.race.start == SURFACES[place].start
    assert (controls.start_x.value(), controls.start_y.value()) == SURFACES[place].start


def test_the_line_fit(controls):
    choose(controls.what.problem, LINE)
    assert controls.race.problem == Fit()
    assert controls.what.formula.text().startswith("y = w·x + b")
    controls.what.data.batch.setValue(64)
    controls.what.data.noise.setValue(0.25)
    assert controls.race.problem == Fit(batch=64, noise=0.25)


def test_a_parameter_of_ones_own_expression_has_a_slider(controls):
    choose(controls.what.problem, OWN)
    controls.what.expression.setText("foo*x^2 + y^2")
    slider, box = controls.what.values.rows["foo"]
    assert slider.value() == box.value() == 1.0
    slider.setValue(2.5)
    assert dict(controls.race.problem.values) == {"foo": 2.5}
    assert box.value() == 2.5
    controls.what.expression.setText("x^2 + y^2")
    assert controls.what.values.isHidden()


def test_an_optimiser_of_ones_own_is_in_the_list_with_its_hyper_parameters(controls):
    (own,) = read_own("import torch\nclass Mine(torch.optim.SGD):\n    pass\n", "mine.py")
    runner = with_optimiser(controls.state.runner, own, controls.race.problem)
    controls.take(lambda s: with_runner(s, runner))
    assert controls.editor.optimizer.currentText() == "Mine"
    assert {"descendHyper_momentum", "descendHyper_nesterov"} <= {
        one.objectName() for one in controls.editor.rest.findChildren(QWidget)
    }
    controls.editor.rate.setValue(0.25)
    assert controls.state.runner == replace(runner, hyper=(("lr", 0.25),))


def test_gradients_can_be_clipped(controls):
    controls.editor.clip_norm.setValue(1.5)
    controls.editor.clip_value.setValue(0.5)
    assert (controls.state.runner.clip_norm, controls.state.runner.clip_value) == (1.5, 0.5)


def test_each_control_changes_its_part_of_the_race(controls, said):
    controls.start_x.setValue(1.25)
    controls.start_y.setValue(-0.5)
    controls.steps.setValue(80)
    choose(controls.editor.optimizer, "adam")
    controls.editor.rate.setValue(0.3)
    choose(controls.editor.scheduler, "cosine")
    controls.editor.zero_grad.click()
    assert said[-1] == Race(SURFACES[0], (1.25, -0.5), (Runner("adam", ((RATE, 0.3),), "cosine", False),), 80)
    assert len(said) == 7


def test_a_race_that_is_shown_is_not_said(controls, said):
    race = Race(SURFACES[3], (1.0, -2.0), (Runner("rprop"), Runner("adamw", ((RATE, 0.2),), "step", False)), 7)
    controls.take(lambda state: State(race))
    assert not said
    assert controls.what.problem.currentData() == 3
    assert (controls.start_x.value(), controls.start_y.value(), controls.steps.value()) == (1.0, -2.0, 7)
    controls.list.setCurrentRow(1)
    assert controls.editor.optimizer.currentText() == "AdamW"
    assert controls.editor.scheduler.currentData() == "step"
    assert not controls.editor.zero_grad.isChecked()


def test_up_to_six_runners(controls):
    for count in range(2, MOST_RUNNERS + 1):
        controls.add.click()
        assert len(controls.race.runners) == controls.list.count() == count
    assert not controls.add.isEnabled()
    assert len({one.optimizer for one in controls.race.runners}) == MOST_RUNNERS
    controls.list.setCurrentRow(2)
    third = controls.race.runners[2]
    controls.remove.click()
    assert third not in controls.race.runners
    for _ in range(4):
        controls.remove.click()
    assert len(controls.race.runners) == 1
    assert not controls.remove.isEnabled()


def test_the_editor_changes_only_the_current_runner(controls):
    controls.add.click()
    first = controls.race.runners[0]
    choose(controls.editor.optimizer, "adagrad")
    assert controls.race.runners[0] == first
    assert controls.race.runners[1].optimizer == "adagrad"


def test_an_expression_of_ones_own(controls, said):
    choose(controls.what.problem, OWN)
    assert controls.what.expression.isVisible()
    controls.what.expression.setText("a*x^2 + y^4")
    assert controls.race.problem.function.text == "a*x^2 + y^4"
    assert dict(controls.race.problem.values) == {"a": 1.0}
    assert controls.what.error.isHidden()


def test_a_wrong_expression_is_told_and_changes_nothing(controls, said):
    choose(controls.what.problem, OWN)
    good = controls.race
    said.clear()
    controls.what.expression.setText("x^2 + (y")
    assert controls.what.error.isVisible()
    assert controls.what.error.text()
    assert not said
    assert controls.race == good
    controls.editor.rate.setValue(0.2)  # another control does not throw the text away
    assert controls.what.expression.isVisible()
    assert controls.what.expression.text() == "x^2 + (y"
    assert controls.what.error.isVisible()
    controls.what.expression.setText("x^2 + y")
    assert controls.what.error.isHidden()
    assert said[-1].problem.function.text == "x^2 + y"


def test_another_problem_puts_a_wrong_expression_away(controls):
    choose(controls.what.problem, OWN)
    controls.what.expression.setText("x +")
    choose(controls.what.problem, 1)
    assert controls.what.error.isHidden()
    assert controls.race.problem is SURFACES[1]


def test_f_of_explore(controls, said):
    assert not controls.what.problem.model().item(0).isEnabled()
    controls.what.set_curve(curve_problem(parse("a*sin(x)"), {"a": 2.0}, 1.0, (-5.0, 5.0)))
    assert not said
    controls.what.problem.setCurrentIndex(0)
    assert controls.race.start == (1.0,)
    assert controls.start_y.isHidden()
    controls.start_x.setValue(0.5)
    assert controls.race.start == (0.5,)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_control_for_every_hyper_parameter(qtbot, name):
    editor = RunnerEditor()
    qtbot.addWidget(editor)
    editor.show_runner(Runner(name), SURFACES[0])
    for one in optimiser(name).hyper:
        if one.name == RATE:
            assert editor.rate.value() == one.default
            continue
        parts = one.default if isinstance(one.default, tuple) else (one.default,)
        tails = [f"_{place}" for place in range(len(parts))] if isinstance(one.default, tuple) else [""]
        for part, tail in zip(parts, tails, strict=True):
            edit = editor.findChild(QWidget, f"descendHyper_{one.name}{tail}")
            if isinstance(part, bool):
                assert isinstance(edit, QCheckBox)
                assert edit.isChecked() is part
            elif isinstance(part, int | float):
                assert isinstance(edit, NumberBox)
                assert edit.value() == part
            else:
                assert isinstance(edit, QLineEdit)
                assert edit.text() == ""


def test_hyper_parameters_are_said_with_their_kinds(qtbot):
    editor = RunnerEditor()
    qtbot.addWidget(editor)
    runners = []
    editor.changed.connect(runners.append)
    editor.show_runner(Runner("adam"), SURFACES[0])
    editor.findChild(NumberBox, "descendHyper_betas_1").setValue(0.9)
    editor.findChild(QCheckBox, "descendHyper_amsgrad").click()
    assert dict(runners[-1].hyper) == {"betas": (0.9, 0.9), "amsgrad": True}
    editor.findChild(QCheckBox, "descendHyper_amsgrad").click()
    assert dict(runners[-1].hyper) == {"betas": (0.9, 0.9)}
    editor.show_runner(Runner("lbfgs"), SURFACES[0])
    editor.findChild(NumberBox, "descendHyper_max_iter").setValue(5)
    line = editor.findChild(QLineEdit, "descendHyper_line_search_fn")
    line.setText("strong_wolfe")
    line.editingFinished.emit()
    assert dict(runners[-1].hyper) == {"max_iter": 5, "line_search_fn": "strong_wolfe"}
    assert type(dict(runners[-1].hyper)["max_iter"]) is int


def test_the_rest_folds_out(controls):
    assert controls.editor.rest.isHidden()
    controls.editor.more.click()
    assert controls.editor.rest.isVisible()


def test_what_a_person_writes_in_a_line():
    assert [read(text) for text in ("", " None ", "3", "1e-3", "strong_wolfe")] == [
        None,
        None,
        3,
        0.001,
        "strong_wolfe",
    ]


def test_titles_are_torch_s():
    assert [title_of(name) for name in ("sgd", "momentum", "nesterov", "adamw")] == [
        "SGD",
        "SGD (momentum)",
        "SGD (Nesterov)",
        "AdamW",
    ]
    assert all(name for name in SCHEDULERS)
