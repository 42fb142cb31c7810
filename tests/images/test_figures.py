"""Figures against stored ones; EXPLORER_NEW_REFERENCES=1 stores what is drawn now, to be looked at and committed."""

import os
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw
from PySide6.QtCore import QBuffer

from explorer.core.explore import state as states
from explorer.core.expression import parse
from explorer.ui.explore.figure import draw
from explorer.ui.kit import figure
from tests.images import compare

REFERENCES = Path(__file__).parent / "references"
SIZE = (1000, 600)


def render(text, limits=(-5.0, 5.0), **changes):
    """The figure of an expression, as it is saved, in the size of the screen."""
    state = replace(states.of_function(parse(text), limits), **changes)
    memory = QBuffer()
    memory.open(QBuffer.OpenModeFlag.WriteOnly)
    figure.image(draw(state)).save(memory, "PNG")
    return Image.open(BytesIO(memory.data().data())).convert("RGB").resize(SIZE, Image.Resampling.BOX)


@pytest.fixture
def check(request, tmp_path, qapp):
    """Compare with the reference of the test's name; a failing picture and what differs are kept."""
    name = request.node.name.removeprefix("test_")
    path = REFERENCES / f"{name}.png"

    def against_reference(picture):
        if os.environ.get("EXPLORER_NEW_REFERENCES"):
            picture.quantize(48, dither=Image.Dither.NONE).save(path, optimize=True)
        wanted = reference(name)
        if not compare.are_alike(picture, wanted):
            picture.save(tmp_path / "drawn.png")
            compare.drawn(compare.difference(picture, wanted)).save(tmp_path / "differs.png")
            pytest.fail(f"{name} does not look like {path}: see drawn.png and differs.png in {tmp_path}")

    return against_reference


def test_sine(check):
    """One smooth blue wave above, its slope dashed in vermillion below; circles on zeros, triangles on extrema."""
    check(render("sin(x)"))


def test_poles(check):
    """Branches of tan that leave the plot above and come back below, and no upright line at ±π/2 and ±3π/2."""
    check(render("tan(x)"))


def test_steps(check):
    """Level steps of floor with nothing between them, and a derivative that is 0 all along."""
    check(render("floor(x)"))


def test_four_derivatives(check):
    """Above f alone; below four curves in four colours and four patterns of dashes."""
    check(render("sin(2x) exp(-x^2/8)", order=4))


def test_dense(check):
    """An even blue band from −1 to 1 above and a vermillion one below: no moiré, no thin places, no ragged edge."""
    check(render("sin(1000x)", samples=1_000_000))


def test_severed(check):
    """The parabola above; below, where there is no derivative, a faint dotted line at 0 that is no ordinary curve."""
    check(render("detach(x^2)"))


def reference(name):
    return Image.open(REFERENCES / f"{name}.png").convert("RGB")


def with_box(picture, colour, box):
    changed = picture.copy()
    ImageDraw.Draw(changed).rectangle(box, fill=colour)
    return changed


@pytest.mark.parametrize(
    ("colour", "box"),
    [
        ("#0072b2", (420, 0, 420, 270)),  # a false upright line, as thin as can be
        ("#ffffff", (240, 540, 340, 570)),  # a piece of a curve that is not there
        ("#ffffff", (0, 0, 60, 599)),  # no labels
    ],
)
def test_the_comparison_sees_what_is_missing_and_what_is_too_much(colour, box):
    whole = reference("poles")
    changed = with_box(whole, colour, box)
    assert not compare.are_alike(changed, whole)
    assert not compare.are_alike(whole, changed)


def test_the_comparison_sees_a_curve_that_is_another():
    assert not compare.are_alike(reference("sine"), reference("four_derivatives"))


@pytest.mark.parametrize("name", ["sine", "poles", "four_derivatives", "dense"])
def test_the_comparison_forgives_a_shift_of_half_a_pixel(name):
    whole = reference(name)
    shifted = Image.blend(whole, ImageChops.offset(whole, 1, 0), 0.5)
    assert compare.are_alike(shifted, whole)
