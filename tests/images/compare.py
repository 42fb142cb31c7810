"""Are two figures the same to the eye? In both directions: what is missing counts as much as what is too much."""

import numpy as np
from PIL import Image

CELL = 4
"""Pixels of a side of the squares whose mean colours are compared: antialiasing differs within one."""

VISIBLE = 45
"""Levels of 255 by which a square must differ to be seen: more than a shift of half a pixel makes."""

CURVES = 10
"""Squares that may differ: a mark, but no line."""

LABELS = 2.5
"""How many times more or less ink than the reference the labels may have: another font, but not none."""

LABEL_WIDTH, LABEL_HEIGHT = 64, 28
"""Pixels at the left and at the bottom that belong to the labels."""


def cells(picture):
    """The mean colours of the squares of a picture."""
    pixels = np.asarray(picture.convert("RGB"), dtype=float)
    height, width = (size // CELL for size in pixels.shape[:2])
    squares = pixels[: height * CELL, : width * CELL].reshape(height, CELL, width, CELL, 3)
    return squares.mean(axis=(1, 3))


def difference(one, other):
    """Which squares differ visibly."""
    return np.abs(cells(one) - cells(other)).max(axis=2) > VISIBLE


def drawn(differing):
    """A picture of the squares that differ, in the size of the compared ones."""
    height, width = differing.shape
    return Image.fromarray(~differing).resize((width * CELL, height * CELL))


def are_alike(one, other):
    """Curves alike square by square, labels in their amount of ink."""
    if one.size != other.size:
        return False
    curves = difference(one, other)[: -LABEL_HEIGHT // CELL, LABEL_WIDTH // CELL :]
    inks = [255 * 3 - cells(picture)[:, : LABEL_WIDTH // CELL].sum(axis=2) for picture in (one, other)]
    less, more = sorted(ink.sum() for ink in inks)
    return curves.sum() <= CURVES and more <= LABELS * less
