"""Texts near the grammar: expressions in random spelling, the same with mistakes, and garbage."""

import torch
from hypothesis import strategies as st

from explorer.core.expression.functions import WORDS

LEAVES = [
    *("x", "x", "x", "x", "a", "b", "n", "k1", "x_0", "rate", "θ", "λ", "γ", "β₁", "𝑥", "ｘ"),
    *("pi", "π", "e", "tau", "0", "1", "2", "3", "10", "0.5", ".5", "2.", "1e3", "-1", "1/3", "2π"),
    *("1e39", "1e300", "1e-300", "9007199254740993", "u", "v", "y1", "gamma", "psi", "self", "torch"),
]
SIGNS = [
    "+",
    "-",
    "*",
    "/",
    "^",
    "**",
    "%",
    "//",
    " ",
    "·",
    "×",
    "÷",
    "−",
    "＋",
    " - ",
    "*-",
    "^-",
    "<",
    ">=",
    "≤",
    "≠",
]
PAIRS = [
    *(
        "{1}{0}{2}",
        "({1}){0}{2}",
        "{1}{0}({2})",
        "({1}){0}({2})",
        "({1}) {0} |{2}|",
        "{1}{2}",
        "({1})({2})",
        "({1}){2}",
    ),
    *("({1} > 0 and {2} {0} x < 1)", "({1} == {2} or not {1} {0} x > 1)", "{1} {0} x < {2} <= 1"),
]
AROUND = [
    *("({})", "[{}]", "{{{}}}", "|{}|", "（{}）", "-{}", "+{}", "√({})", "∛({})", "√{}", "¬({} > 0)"),
    *("({})²", "({})³", "{}⁻¹", "({})!", "{}^2", "({})²²"),
]
PATTERNS = [
    *("({} if {} > 0 else {})", "({} if {} < x else {})", "where({} > {}, {}, 1)", "where({} < {} < {}, x, 2)"),
    *("piecewise({} < 0, {}, {})", "max({}, {}, {})", "clamp({}, {}, {})", "({})({})({})", "{} if {} > x else {}"),
]
LINES = [
    *("y = {}", "f(x) = {}", "u = {}; u x", "u = {}; v = {}; {} + u v", "u = {}\nv = u + {}\n{} # {}", "{} # {}"),
    *("u = detach({}); {} - u", "u = {} > 0; {} if u else {}", "y1 = {}; y1^2;", "\n\n{}\n"),
]
NOISE = "x2.5 ()[]{}|+-*/^%<>=!,;:#'\"\\\n\t_&~@$?π√∛²⁻·×÷−≤≠∧¬（）＝；\0\ud800\u200b🙂αifelsnotandr"


@st.composite
def filled(draw, templates, children):
    template = draw(st.sampled_from(templates))
    return template.format(*(draw(children) for _ in range(template.count("{}"))))


@st.composite
def calls(draw, children):
    name = draw(st.sampled_from([*WORDS, *WORDS, "piecewise", "foo"]))
    right = WORDS[name].arguments[0] if name in WORDS else 3
    count = draw(st.sampled_from([right] * 40 + [0, 1, 2, 3]))
    arguments = [draw(children) for _ in range(count)]
    if name in ("where", "piecewise") and arguments:
        arguments[0] = f"{arguments[0]} > 0"
    style = draw(st.sampled_from(["{}({})"] * 6 + ["{} {}", "{}²({})", "{}^2 {}", "2{}({})", "{} ({})"]))
    return style.format(name, ", ".join(arguments))


def pairs(children):
    return st.builds(str.format, st.sampled_from(PAIRS), st.sampled_from(SIGNS), children, children)


def mutated(text, edits):
    """`text` after edits (place from 0 to 1, how many characters to drop, what to put there)."""
    for place, dropped, put in edits:
        at = int(place * len(text))
        text = text[:at] + put + text[at + dropped :]
    return text


LEAF = st.sampled_from(LEAVES) | st.floats(0, 100).map(repr) | st.floats(0, allow_infinity=False).map(repr)
EXPRESSIONS = st.recursive(
    LEAF,
    lambda children: st.one_of(
        pairs(children),
        pairs(children),
        calls(children),
        calls(children),
        filled(AROUND, children),
        filled(PATTERNS, children),
    ),
    max_leaves=12,
)
PROGRAMS = EXPRESSIONS | filled(LINES, EXPRESSIONS)
EDIT = st.tuples(
    st.floats(0, 1), st.integers(0, 3), st.sampled_from(NOISE) | st.sampled_from(LEAVES + SIGNS + list(WORDS))
)
MISTAKES = st.builds(mutated, PROGRAMS, st.lists(EDIT, min_size=1, max_size=3))
GARBAGE = st.text(NOISE, max_size=40) | st.text(max_size=20) | st.lists(st.sampled_from(LEAVES + SIGNS)).map("".join)
TEXTS = st.one_of(PROGRAMS, PROGRAMS, PROGRAMS, MISTAKES, GARBAGE)


# -- expressions in full brackets, each with what it means

UNARY = {
    "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "exp": torch.exp, "ln": torch.log, "sqrt": torch.sqrt,
    "tanh": torch.tanh, "arctan": torch.atan, "abs": torch.abs, "sign": torch.sign, "floor": torch.floor,
    "relu": torch.relu, "sigmoid": torch.sigmoid, "gelu": torch.nn.functional.gelu, "erf": torch.erf,
    "sec": lambda u: 1 / torch.cos(u), "cot": lambda u: torch.cos(u) / torch.sin(u),
    "softplus": torch.nn.functional.softplus, "detach": lambda u: u.detach(), "square": torch.square,
    "leaky_relu": torch.nn.functional.leaky_relu,
}  # fmt: skip
BINARY = {
    "+": lambda u, v: u + v, "-": lambda u, v: u - v, "−": lambda u, v: u - v, "*": lambda u, v: u * v,
    "·": lambda u, v: u * v, "": lambda u, v: u * v, " ": lambda u, v: u * v, "/": lambda u, v: u / v,
    "÷": lambda u, v: u / v, "^": lambda u, v: u**v, "**": lambda u, v: u**v,
    "//": lambda u, v: torch.floor(u / v),
    "<": lambda u, v: (u < v).to(torch.float64), "≥": lambda u, v: (u >= v).to(torch.float64),
}  # fmt: skip
NUMBERS = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0, 10.0, 1e-9, 1e9]) | st.floats(0, 1e6)


def call(name, argument):
    text, value = argument
    return f"{name}({text})", lambda x, a: UNARY[name](value(x, a))


def infix(sign, left, right):
    (text, value), (other_text, other) = left, right
    return f"({text}){sign}({other_text})", lambda x, a: BINARY[sign](value(x, a), other(x, a))


def with_number(sign, number, operand, is_left):
    text, value = operand
    if is_left:
        return f"{number!r}{sign}({text})", lambda x, a: BINARY[sign](number, value(x, a))
    return f"({text}){sign or '*'}{number!r}", lambda x, a: BINARY[sign](value(x, a), number)


def around(style, operand):
    text, value = operand
    return style[0].format(text), lambda x, a: style[1](value(x, a))


def choice(left, right, chosen, other):
    text = f"({chosen[0]}) if ({left[0]}) <= ({right[0]}) else ({other[0]})"
    return f"({text})", lambda x, a: torch.where(left[1](x, a) <= right[1](x, a), chosen[1](x, a), other[1](x, a))


AROUND_VALUES = [
    ("-({})", lambda u: -u),
    ("|({})|", torch.abs),
    ("({})²", lambda u: u**2),
    ("({})⁻¹", lambda u: u**-1),
    ("√({})", torch.sqrt),
    ("[{}]", lambda u: u),
    ("{{{}}}", lambda u: u),
]
MEANINGS = st.recursive(
    st.sampled_from([("x", lambda x, a: x), ("x", lambda x, a: x), ("a", lambda x, a: a)]),
    lambda children: st.one_of(
        st.builds(call, st.sampled_from(list(UNARY)), children),
        st.builds(infix, st.sampled_from(list(BINARY)), children, children),
        st.builds(with_number, st.sampled_from([s for s in BINARY if s != " "]), NUMBERS, children, st.booleans()),
        st.builds(around, st.sampled_from(AROUND_VALUES), children),
        st.builds(choice, children, children, children, children),
    ),
    max_leaves=10,
)
"""Pairs of a text over x and a, and the function of two tensors that it means."""
