"""The chain rule at one edge of the graph: what the node there does, told with the recorded numbers."""

from __future__ import annotations

import re
from math import isfinite

from explorer.core.tape.reading.kinks import KINKED, kinks
from explorer.core.tape.reading.rule_table import RULES, Rule
from explorer.core.tape.tape import Number, Summary

SHOWN = 3
"""Elements of a tensor that a formula writes out."""

_WORDS = {"nan": r"\mathrm{NaN}", "inf": r"\mathrm{inf}", "-inf": r"-\mathrm{inf}"}
_SPECIAL = re.compile(r"[_&%$#{}]")


def rule(node_name: str) -> Rule | None:
    """What a node of that name does; one of its variants (SumBackward1) does as the first where it has no rule itself.

    A name without a digit at its end is one of a person's own functions, whatever it is called.
    """
    name = node_name.removeprefix("torch::autograd::").removesuffix("_copy")
    return _rule(name) or (_rule(f"{name[:-1]}0") if name[-1:].isdigit() else None)


def _rule(name: str) -> Rule | None:
    """From the table; at a kink from the torch at hand, which is not imported for any other."""
    return RULES.get(name) or (kinks().get(name) if name in KINKED else None)


def local_derivative(arrived: Summary | None, sent: Summary | None, rule: Rule | None) -> tuple[Number, ...] | None:
    """∂y/∂operand for the first elements of the operand: what the node sent, divided by what arrived.

    None where these numbers cannot tell it: an element of what arrived is 0 or not finite, or several of them are in
    one that was sent. Of a result that is a single number they tell it whatever the operation.
    """
    if arrived is None or sent is None or rule is None or not sent.first or "complex" in arrived.dtype + sent.dtype:
        return None
    if arrived.shape == () and not rule.several:
        divisors = arrived.first * len(sent.first)
    elif arrived.shape == sent.shape and rule.elementwise:
        divisors = arrived.first
    else:
        return None
    found = tuple(map(_quotient, sent.first, divisors))
    known = tuple(value for value in found if value is not None)
    return known if len(known) == len(found) else None


def _quotient(sent: Number, arrived: Number) -> Number | None:
    below = float(arrived)
    if below == 0 or not isfinite(below):
        return None
    above = float(sent)
    value = above / below
    if isfinite(value):
        return value
    return None if isfinite(above) else str(value)  # a quotient of finite numbers that float64 cannot hold


def chain_rule_latex(
    result: str,
    operand: str,
    arrived: Summary | None,
    sent: Summary | None,
    rule: Rule | None,
    place: int = 0,
    several: bool = False,
) -> tuple[str, ...]:
    """The chain rule for one edge, in names and then in numbers, as lines of LaTeX.

    A bar over a name is the derivative of what the walk started from, by that name. The node had computed `result` from
    `operand`, at `place` among its edges; where `several` edges lead there, each adds to it. Where the numbers do not
    tell the local derivative, its formula stands in their place.
    """
    above, equals = _bar(result), r"\mathrel{+}=" if several else "="
    local = local_derivative(arrived, sent, rule)
    product = rf"{above} \cdot \frac{{\partial {_name(result)}}}{{\partial {_name(operand)}}}"
    if local is not None:
        numbers = rf"{_numbers(arrived)} \cdot {_in_brackets(_elements(local))}"
    elif rule is None:
        numbers = ""
    elif rule.elementwise:
        is_summed = arrived is not None and sent is not None and arrived.shape != sent.shape
        sign = r"\sum " if is_summed else ""
        product = sign + product
        numbers = rf"{sign}{_in_brackets(_numbers(arrived))} \cdot {_in_brackets(rule.partial_latex(place))}"
    else:
        product, numbers = rule.partial_latex(place), ""
        if not rule.several:
            return (rf"g = {above} = {_numbers(arrived)}", f"{_bar(operand)} {equals} {product}", f"= {_numbers(sent)}")
    symbols = f"{_bar(operand)} {equals} {product}"
    if not numbers:
        return symbols, f"= {_numbers(sent)}"
    if arrived is not None and arrived.shape == () and sent is not None and sent.shape == ():
        return symbols, f"= {numbers} = {_numbers(sent)}"
    return symbols, f"= {numbers}", f"= {_numbers(sent)}"


def _bar(name: str) -> str:
    return rf"\overline{{{_name(name)}}}"


def _name(name: str) -> str:
    """A single letter is a mathematical name; a longer one stands upright, as in code."""
    escaped = _SPECIAL.sub(r"\\\g<0>", name)
    return name if len(name) == 1 and name.isalpha() else rf"\mathrm{{{escaped}}}"


def _numbers(summary: Summary | None) -> str:
    return r"\mathrm{None}" if summary is None else _elements(summary.first)


def _elements(values: tuple[Number, ...]) -> str:
    """A single number as it is, several in brackets."""
    if len(values) == 1:
        return _number(values[0])
    shown = [*map(_number, values[:SHOWN]), *([r"\ldots"] if len(values) > SHOWN else [])]
    return r"\left[" + r",\, ".join(shown) + r"\right]"


def _number(value: Number) -> str:
    if isinstance(value, str):
        return _WORDS.get(value, rf"\mathrm{{{value}}}")
    digits, _, power = f"{value + 0.0:.4g}".partition("e")  # + 0.0: a zero without a sign
    return rf"{digits} \cdot 10^{{{int(power)}}}" if power else digits


def _in_brackets(factor: str) -> str:
    """In brackets where a sign or a sum would not be read as one factor."""
    is_sum = re.search(r" [+-] ", factor) is not None
    return rf"\left({factor}\right)" if factor.startswith(("-", r"\frac{-")) or is_sum else factor
