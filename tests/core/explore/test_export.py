"""Samples as text lose nothing, and JSON says null where it has no number."""

import csv
import json
from math import isnan

import numpy as np
import pytest
import torch

from explorer.core.explore import export
from explorer.core.explore.sample import sample
from explorer.core.expression import parse


def read(text):
    """The columns of a CSV file, as texts."""
    header, *rows = csv.reader(text.splitlines())
    return dict(zip(header, zip(*rows, strict=True), strict=True))


@pytest.mark.parametrize("dtype", [np.float32, np.float64], ids=["float32", "float64"])
@pytest.mark.parametrize("text", ["sin(x)/3", "exp(30x)", "1/x", "sqrt(x)", "x*1e-40", "floor(x)", "5"])
def test_csv_reads_back_bit_for_bit(text, dtype):
    curve = sample(parse(text), (-3.0, 3.0), samples=10_001, order=3, dtype=np.dtype(dtype).name)
    columns = read("".join(export.csv(curve)))
    assert list(columns) == ["x", "f", "d1", "d2", "d3"]
    for column, tensor in zip(columns.values(), (curve.x, *curve.derivatives), strict=True):
        again, values = np.array(column, dtype=dtype), tensor.numpy()
        assert np.array_equal(again, values, equal_nan=True)
        numbers = ~np.isnan(values)
        assert np.array_equal(np.signbit(again[numbers]), np.signbit(values[numbers])), "−0 is not 0"


def test_csv_comes_in_pieces_of_whole_lines():
    pieces = list(export.csv(sample(parse("x"), (0, 1), samples=50_000)))
    assert len(pieces) > 2
    assert all(piece.endswith("\n") for piece in pieces)


@pytest.mark.parametrize(("order", "header"), [(0, "x,f"), (1, "x,f,d1"), (4, "x,f,d1,d2,d3,d4")])
def test_csv_has_a_header(order, header):
    curve = sample(parse("x"), (0, 1), samples=2, order=order)
    assert next(iter(export.csv(curve))).splitlines()[0] == header


def test_csv_writes_negative_zero_and_what_is_no_number():
    curve = sample(parse("1/x"), (-1, 1), samples=3)
    assert "".join(export.csv(curve)) == "x,f,d1\n-1.0,-1.0,-1.0\n0.0,inf,-inf\n1.0,1.0,-1.0\n"
    curve = sample(lambda x: torch.tensor([-0.0, float("nan")]) * x, (1, 2), samples=2, order=0)
    assert "".join(export.csv(curve)).splitlines()[1:] == ["1.0,-0.0", "2.0,nan"]


def test_json_reads_back_and_has_null_for_what_is_no_number():
    curve = sample(parse("sqrt(x) + 1/x"), (-1, 1), samples=201, order=2, dtype="float64")
    columns = json.loads(export.to_json(curve), parse_constant=pytest.fail)
    assert list(columns) == ["x", "f", "d1", "d2"]
    for column, tensor in zip(columns.values(), (curve.x, *curve.derivatives), strict=True):
        for text, value in zip(column, tensor.tolist(), strict=True):
            assert text == value if abs(value) < float("inf") else text is None
    assert isnan(curve.f[0]) and columns["f"][0] is None


def test_json_keeps_every_bit_of_float32():
    curve = sample(parse("sin(x)"), (0, 10), samples=101)
    again = torch.tensor(json.loads(export.to_json(curve))["f"], dtype=torch.float32)
    assert torch.equal(again, curve.f)
