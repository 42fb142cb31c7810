"""What people type, by its value; and what is said of a text that is no expression."""

from math import acos, asin, atan, atan2, cos, cosh, e, exp, floor, gamma, log, log10, pi, sin, sinh, sqrt, tan, tanh

import pytest
import torch

from explorer.core.expression import ExpressionError, parse
from explorer.core.expression.lexer import MAX_TEXT
from explorer.core.expression.torch_reading import TorchFunction

POINTS = (-2.6, -1.7, -0.4, 0.3, 1.2, 2.5)
VALUES = {"a": 1.5, "b": -0.75, "c": 2.0, "k": 3.0, "n": 4.0}
"""Parameters not named here are 0.5."""


def cube_root(x):
    return -((-x) ** (1 / 3)) if x < 0 else x ** (1 / 3)


def value(text, x, variables=("x",), /, **parameters):
    """The expression at a number, in float64."""
    expression = parse(text, variables)
    given = {name: VALUES.get(name, 0.5) for name in expression.parameters} | parameters
    columns = [torch.tensor([number], dtype=torch.float64) for number in (x if isinstance(x, tuple) else (x,))]
    return TorchFunction(expression)(*columns, **given).item()


MEANINGS = {
    # products without a sign
    "2x": lambda x: 2 * x,
    "2 x": lambda x: 2 * x,
    "2.5x": lambda x: 2.5 * x,
    ".5x": lambda x: 0.5 * x,
    "2.x": lambda x: 2 * x,
    "1e2x": lambda x: 100 * x,
    "2e x": lambda x: 2 * e * x,
    "2e-x": lambda x: 2 * e - x,
    "x x": lambda x: x * x,
    "2 sin(x)": lambda x: 2 * sin(x),
    "3(x+1)": lambda x: 3 * (x + 1),
    "(x+1)(x-1)": lambda x: (x + 1) * (x - 1),
    "(x+1)x": lambda x: (x + 1) * x,
    "x(x+1)": lambda x: x * (x + 1),
    "2(3)": lambda x: 6,
    "[x+1]{x-1}": lambda x: (x + 1) * (x - 1),
    "2x^2": lambda x: 2 * x**2,
    "2x^2(x+1)": lambda x: 2 * x**2 * (x + 1),
    "1/2x": lambda x: x / 2,
    "1/x x": lambda x: 1,
    "x/2 sin x": lambda x: x / 2 * sin(x),
    "-2x": lambda x: -2 * x,
    "2 pi x": lambda x: 2 * pi * x,
    "pi(x+1)": lambda x: pi * (x + 1),
    "2|x|": lambda x: 2 * abs(x),
    "|x||x|": lambda x: x * x,
    "|x|x": lambda x: abs(x) * x,
    "x√2": lambda x: x * sqrt(2),
    "2^3x": lambda x: 8 * x,
    # products, quotients and signs
    "x*2/4*x": lambda x: x * x / 2,
    "x-1-2": lambda x: x - 3,
    "x - -x": lambda x: 2 * x,
    "--x": lambda x: x,
    "+x": lambda x: x,
    "2*-x": lambda x: -2 * x,
    "x//2": lambda x: floor(x / 2),
    "x//0.5//2": lambda x: floor(floor(x / 0.5) / 2),
    "x % 2": lambda x: x % 2,
    "7 % x": lambda x: 7 % x,
    "-x % 2": lambda x: -x % 2,
    "x % 2 * 3": lambda x: x % 2 * 3,
    # powers
    "x^2": lambda x: x**2,
    "x**2": lambda x: x**2,
    "x²": lambda x: x**2,
    "x⁻²": lambda x: x**-2,
    "x⁺²": lambda x: x**2,
    "2x³ + x²": lambda x: 2 * x**3 + x**2,
    "(x+1)²": lambda x: (x + 1) ** 2,
    "|x|²": lambda x: x**2,
    "x¹⁰": lambda x: x**10,
    "-x^2": lambda x: -(x**2),
    "-x²": lambda x: -(x**2),
    "(-x)^2": lambda x: x**2,
    "2^x": lambda x: 2**x,
    "2^-x": lambda x: 2**-x,
    "2^x^2": lambda x: 2 ** (x**2),
    "2^-x^2": lambda x: 2 ** -(x**2),
    "x²^2": lambda x: x**4,
    "e^x": lambda x: exp(x),
    "e^(-x²/2)": lambda x: exp(-(x**2) / 2),
    "x^-1": lambda x: 1 / x,
    # brackets for the size
    "|x|": abs,
    "|x - 1|": lambda x: abs(x - 1),
    "-|x|": lambda x: -abs(x),
    "||x|-1|": lambda x: abs(abs(x) - 1),
    "|x|-|x-1|": lambda x: abs(x) - abs(x - 1),
    "|sin x|": lambda x: abs(sin(x)),
    "|(|x|)-2|": lambda x: abs(abs(x) - 2),
    # functions, with and without brackets
    "sin x": sin,
    "sin 2x": lambda x: sin(2 * x),
    "sin 2 pi x": lambda x: sin(2 * pi * x),
    "sin x²": lambda x: sin(x**2),
    "sin x^2": lambda x: sin(x**2),
    "sin x cos x": lambda x: sin(x) * cos(x),
    "sin x + 1": lambda x: sin(x) + 1,
    "sin x/2": lambda x: sin(x) / 2,
    "sin(x)/2": lambda x: sin(x) / 2,
    "sin(x)(x+1)": lambda x: sin(x) * (x + 1),
    "sin |x|": lambda x: sin(abs(x)),
    "sin sin x": lambda x: sin(sin(x)),
    "2sin x": lambda x: 2 * sin(x),
    "-sin x": lambda x: -sin(x),
    "sin²x": lambda x: sin(x) ** 2,
    "sin²(x)": lambda x: sin(x) ** 2,
    "sin^2 x": lambda x: sin(x) ** 2,
    "sin^2(x)": lambda x: sin(x) ** 2,
    "sin**2(x)": lambda x: sin(x) ** 2,
    "sin^-2(x)": lambda x: sin(x) ** -2,
    "sin²x + cos²x": lambda x: 1,
    "sin²2x": lambda x: sin(2 * x) ** 2,
    "exp(sin(cos(x)))": lambda x: exp(sin(cos(x))),
    "ln|x|": lambda x: log(abs(x)),
    "log(x^2)": lambda x: log(x**2),
    "log10(x^2)": lambda x: log10(x**2),
    "arctan x": atan,
    "asin(sin(x))": lambda x: asin(sin(x)),
    "arccos(cos x)": lambda x: acos(cos(x)),
    "tan x sinh x cosh x tanh x": lambda x: tan(x) * sinh(x) * cosh(x) * tanh(x),
    "atan2(x, 2)": lambda x: atan2(x, 2),
    "relu(x)": lambda x: max(x, 0),
    "sigmoid(x)": lambda x: 1 / (1 + exp(-x)),
    "swish(x)": lambda x: x / (1 + exp(-x)),
    "detach(x)*x": lambda x: x * x,
    "max(x, 1)": lambda x: max(x, 1),
    "max(x, -1, 1)": lambda x: max(x, -1, 1),
    "min(1, x, -x, 0.5)": lambda x: min(1, x, -x, 0.5),
    "clamp(x, -1, 1)": lambda x: min(max(x, -1), 1),
    "clip(x, a, 2)": lambda x: min(max(x, 1.5), 2),
    "leaky_relu(x)": lambda x: x if x > 0 else 0.01 * x,
    "leaky_relu(x, 0.2)": lambda x: x if x > 0 else 0.2 * x,
    "leaky_relu(x, a)": lambda x: x if x > 0 else 1.5 * x,
    "mod(x, 2)": lambda x: x % 2,
    "gamma(x^2)": lambda x: gamma(x**2),
    "j0(x) - j0(-x)": lambda x: 0,
    # signs from documents and other keyboards
    "π x": lambda x: pi * x,
    "2π": lambda x: 2 * pi,
    "τ": lambda x: 2 * pi,
    "√(x²)": abs,
    "√x²": abs,
    "2√2": lambda x: 2 * sqrt(2),
    "√√16 + x": lambda x: 2 + x,
    "∛x": cube_root,
    "x·2": lambda x: 2 * x,
    "x × 2": lambda x: 2 * x,
    "x ⋅ 2 ∙ 2 ∗ 2": lambda x: 8 * x,
    "x ÷ 2": lambda x: x / 2,
    "x ∕ 2 ⁄ 2": lambda x: x / 4,
    "x − 1": lambda x: x - 1,
    "x – 1": lambda x: x - 1,
    "x ≤ 1": lambda x: x <= 1,
    "x ≥ 1": lambda x: x >= 1,
    "x ⩽ 1": lambda x: x <= 1,
    "x ≠ 1.2": lambda x: x != 1.2,
    "x > 0 ∧ x < 1": lambda x: 0 < x < 1,
    "x < 0 ∨ x > 1": lambda x: x < 0 or x > 1,
    "¬(x > 0)": lambda x: x <= 0,
    "（ｘ＋１）＊２": lambda x: (x + 1) * 2,
    "ｍａｘ（ｘ，１．５）": lambda x: max(x, 1.5),
    "max(x、1)": lambda x: max(x, 1),
    "｜ｘ｜": abs,
    "ｘ＾２": lambda x: x**2,
    "ｕ＝ｘ；ｕ＋１": lambda x: x + 1,
    "𝑥² + 𝜋": lambda x: x**2 + pi,
    "x\u00a0+\u20091\u3000+\t1": lambda x: x + 2,
    "2\u2062x": lambda x: 2 * x,
    "  x  ": lambda x: x,
    "x # a comment": lambda x: x,
    # factorials
    "x^2!": lambda x: x**2,
    "(x²)!": lambda x: gamma(x**2 + 1),
    "3!": lambda x: 6,
    "3!!": lambda x: 720,
    "2x + 3!": lambda x: 2 * x + 6,
    # conditions
    "x > 0": lambda x: x > 0,
    "0 < x < 1": lambda x: 0 < x < 1,
    "0 < x < 1 < 2": lambda x: 0 < x < 1,
    "-1 <= x <= 1": lambda x: -1 <= x <= 1,
    "x == 1.2": lambda x: x == 1.2,
    "x != 1.2": lambda x: x != 1.2,
    "(x > 0) * x": lambda x: max(x, 0),
    "x(x > 0)": lambda x: max(x, 0),
    "-(x > 0)": lambda x: -(x > 0),
    "(x > 0) + (x > 1)": lambda x: (x > 0) + (x > 1),
    "(x > 0) == (x > 1)": lambda x: (x > 0) == (x > 1),
    "not x > 0": lambda x: x <= 0,
    "not not x > 0": lambda x: x > 0,
    "not x > 0 and x < -1": lambda x: x < -1,
    "x < 0 or x > 1 and x > 2": lambda x: x < 0 or x > 2,
    "x + 1 > 2 x": lambda x: x + 1 > 2 * x,
    "1 if x > 0 else -1": lambda x: 1 if x > 0 else -1,
    "x if x > 0 else 0 if x > -1 else -1": lambda x: x if x > 0 else 0 if x > -1 else -1,
    "x + 1 if x > 0 else x": lambda x: x + 1 if x > 0 else x,
    "1 + (1 if x > 0 else 2)": lambda x: 2 if x > 0 else 3,
    "x if 0 < x < 1 else -x": lambda x: x if 0 < x < 1 else -x,
    "a if x > 0 else b": lambda x: 1.5 if x > 0 else -0.75,
    "where(x > 0, x, 0)": lambda x: max(x, 0),
    "where(x > 0 and x < 1, 1, 0)": lambda x: 0 < x < 1,
    "x if a > 1 else -x": lambda x: x,
    "x if 1 > 2 else -x": lambda x: -x,
    "piecewise(x < 0, -1, 1)": lambda x: -1 if x < 0 else 1,
    "piecewise(x < -1, -1, x < 1, x, 1)": lambda x: -1 if x < -1 else x if x < 1 else 1,
    "x(piecewise(x < 0, 0, x < 1, 1, x < 2, 2, 3))": lambda x: x * (0 if x < 0 else 1 if x < 1 else 2 if x < 2 else 3),
    # lines
    "u = x + 1; u*x": lambda x: (x + 1) * x,
    "u = x + 1\nu*x": lambda x: (x + 1) * x,
    "u = x; v = u + 1; u*v": lambda x: x * (x + 1),
    "u = detach(x*x); u*x": lambda x: x**3,
    "u = 2; u x": lambda x: 2 * x,
    "u = 2; v = u^2/3; v x": lambda x: 4 / 3 * x,
    "u = a x; v = u + b; v": lambda x: 1.5 * x - 0.75,
    "u = x > 0; x if u else -x": abs,
    "u = x > 0; u*x": lambda x: max(x, 0),
    "u = x > 0; v = x < 1; u and v": lambda x: 0 < x < 1,
    "\n\nu = x # one\n\n; u + 1 # two\n": lambda x: x + 1,
    "max(x,\n    1)": lambda x: max(x, 1),
    "(x\n+ 1)": lambda x: x + 1,
    "gamma = 2; gamma x": lambda x: 2 * x,
    "y1 = x + 1; y1^2": lambda x: (x + 1) ** 2,
    "alpha = 2; alpha x": lambda x: 2 * x,
    # headings
    "y = x^2": lambda x: x**2,
    "f(x) = x^2": lambda x: x**2,
    "g (x) = x^2": lambda x: x**2,
    "y1 = x^2": lambda x: x**2,
    "f = x^2": lambda x: x**2,
    "ｙ＝ｘ": lambda x: x,
    "u = x^2": lambda x: x**2,
    "u = 3x; y = u + 1": lambda x: 3 * x + 1,
    "u = 3x; f(x) = u + 1;": lambda x: 3 * x + 1,
    # constants
    "pi": lambda x: pi,
    "e": lambda x: e,
    "tau": lambda x: 2 * pi,
    "7": lambda x: 7,
    "-2^2": lambda x: -4,
    "2^3^2": lambda x: 512,
    "1/3": lambda x: 1 / 3,
    "1 < 2": lambda x: 1,
    "10^20 x": lambda x: 1e20 * x,
    # parameters
    "a x + b": lambda x: 1.5 * x - 0.75,
    "a*sin(k x)": lambda x: 1.5 * sin(3 * x),
    "a(x+1)": lambda x: 1.5 * (x + 1),
    "a (x+1)": lambda x: 1.5 * (x + 1),
    "2a(x)": lambda x: 3 * x,
    "alpha(x+1)": lambda x: 0.5 * (x + 1),
    "α(x+1)": lambda x: 0.5 * (x + 1),
    "α x + αβ": lambda x: 0.5 * x + 0.25,
    "λ x": lambda x: 0.5 * x,
    "γ x + gamma x": lambda x: x,
    "psi x": lambda x: 0.5 * x,
    "x^n": lambda x: x**4,
    "n^x": lambda x: 4**x,
    "a^b": lambda x: 1.5**-0.75,
    "a": lambda x: 1.5,
    "a b": lambda x: 1.5 * -0.75,
    "rate x": lambda x: 0.5 * x,
    "x_0 + x_1": lambda x: 1,
    "x₀ + x₁": lambda x: 1,
    "w1 x": lambda x: 0.5 * x,
    "j0 + y1 x": lambda x: 0.5 + 0.5 * x,
    "self x": lambda x: 0.5 * x,
    "like + expression + variables": lambda x: 1.5,
}


@pytest.mark.parametrize("text", MEANINGS)
def test_meaning(text):
    for x in POINTS:
        assert value(text, x) == pytest.approx(float(MEANINGS[text](x)), rel=1e-13, abs=1e-13), x


def test_other_variables():
    assert value("t^2 + x", 3.0, ("t",)) == 9.5
    assert value("x² + 10y", (2.0, 3.0), ("x", "y")) == 34
    assert value("f(x, y) = x y", (2.0, 3.0), ("x", "y")) == 6
    assert value("z = x y", (2.0, 3.0), ("x", "y")) == 6


def test_names_in_the_order_of_the_text():
    expression = parse("u = b x; v = 2; u + a + b + v + π")
    assert expression.parameters == ("b", "a")
    assert expression.variables == ("x",)
    assert [name for name, _ in expression.lines] == ["u", "v"]
    assert str(expression) == "u = b x; v = 2; u + a + b + v + π"


@pytest.mark.parametrize("name", ["self", "torch", "like", "print", "y", "f", "lines", "run", "registers"])
def test_parameter_with_the_name_of_something_in_python(name):
    assert value(f"{name} x", 2.0, **{name: 3.0}) == 6


EARLY = "The text ends too early: something is missing here."
DOT = "A dot has no meaning here: write sin(x), not torch.sin(x) or x.sin()."
PIECES = "piecewise takes condition, value, …, and one value for the rest: piecewise(x < 0, 0, 1)."
CONDITION = "A condition such as x > 0 is needed here."
EQUALS = "A single = only gives a name to a line; write == to compare."
UNNAMED = "Only the last line is the value; begin this one with a name, such as u =."
TOO_LARGE = "This number is too large: no float64 can hold it."
NOT_REAL = "This has no real value."
LONG_WORD = "This name or number is too long: at most 40 characters fit."
NESTED = "This is nested too deeply to read."

WRONG = [
    # nothing, or too little
    ("", 0, "Type a function of x, for example sin(x)."),
    (" \n ; # nothing", 0, "Type a function of x, for example sin(x)."),
    ("x +", 3, EARLY),
    ("2 *\n", 3, EARLY),
    ("x^", 2, EARLY),
    ("y =", 3, EARLY),
    ("√", 1, EARLY),
    ("x ∧ ", 4, EARLY),
    ("||", 2, EARLY),
    ("sin", 0, "sin needs a value: sin(x)."),
    ("x + cos", 4, "cos needs a value: cos(x)."),
    ("sin + 1", 0, "sin needs a value: sin(x)."),
    ("max x", 0, "max needs a value: max(x)."),
    # signs in wrong places
    ("x $ 2", 2, "I cannot read '$' here."),
    ("x + ½", 4, "I cannot read '½' here."),
    ("xⁿ", 1, "I cannot read 'ⁿ' here."),
    ("'x'", 0, "I cannot read ''' here."),
    ("x & 1", 2, "I cannot read '&' here."),
    ("_x", 0, "I cannot read '_' here."),
    ("1_000", 1, "I cannot read '_' here."),
    ("x + \0", 4, "I cannot read 'U+0000' here."),
    ("x\ud800", 1, "I cannot read 'U+D800' here."),
    ("x + 🙂", 4, "I cannot read '🙂' here."),
    ("torch.sin(x)", 5, DOT),
    ("x.sin()", 1, DOT),
    ("* x", 0, "I did not expect '*' here."),
    ("x + * 2", 4, "I did not expect '*' here."),
    ("2 ^ ≤ x", 4, "I did not expect '≤' here."),
    ("x ^^ 2", 3, "I did not expect '^' here."),
    ("x, 2", 1, "I did not expect ',' here."),
    ("1,5 x", 1, "I did not expect ',' here."),
    ("max(x,)", 6, "I did not expect ')' here."),
    ("sin(;)", 4, "I did not expect ';' here."),
    ("x : 2", 2, "I did not expect ':' here."),
    ("if x > 0: 1", 0, "I did not expect 'if' here."),
    ("√-x", 1, "I did not expect '-' here."),
    ("x 2", 2, "An operator is missing before '2'."),
    ("2 3", 2, "An operator is missing before '3'."),
    ("(x)2", 3, "An operator is missing before '2'."),
    ("1.2.3", 3, "An operator is missing before '.3'."),
    ("max(x 2)", 6, "An operator is missing before '2'."),
    ("y = x 2", 6, "An operator is missing before '2'."),
    # brackets
    ("(x + 1", 0, "The bracket '(' is never closed."),
    ("2 * (x + [1", 9, "The bracket '[' is never closed."),
    ("sin(x", 3, "The bracket '(' is never closed."),
    ("|x", 0, "The bracket '|' is never closed."),
    ("（ｘ", 0, "The bracket '（' is never closed."),
    ("(x;1)", 0, "The bracket '(' is never closed."),
    ("x)", 1, "I did not expect ')' here."),
    ("()", 1, "I did not expect ')' here."),
    ("(x]", 2, "']' closes nothing: ')' was expected."),
    ("[x + (1])", 7, "']' closes nothing: ')' was expected."),
    ("|x)", 2, "')' closes nothing: '|' was expected."),
    # names
    ("sine(x)", 0, "'sine' is not a function I know. Did you mean sin?"),
    ("2 Sin(x)", 2, "'Sin' is not a function I know. Did you mean sin?"),
    ("1 + tanhh(x)", 4, "'tanhh' is not a function I know. Did you mean tanh?"),
    ("rleu(x)", 0, "'rleu' is not a function I know. Did you mean relu?"),
    ("xsin(x)", 0, "'xsin' is not a function I know. Did you mean x*sin?"),
    ("whatsit(x)", 0, "'whatsit' is not a function I know."),
    ("number(x)", 0, "'number' is not a function I know."),
    ("lambda x", 0, "'lambda' is a word of Python that has no meaning here."),
    ("import", 0, "'import' is a word of Python that has no meaning here."),
    ("x + None", 4, "'None' is a word of Python that has no meaning here."),
    ("+".join(f"a{i}" for i in range(21)), 70, "There are more than 20 parameters here."),
    # arguments
    ("sin()", 0, "sin takes one value in its brackets; here it has 0."),
    ("x + sin(x, 2)", 4, "sin takes one value in its brackets; here it has 2."),
    ("log(x, 2)", 0, "log takes one value in its brackets; here it has 2."),
    ("atan2(x)", 0, "atan2 takes 2 values in its brackets; here it has 1."),
    ("max(x)", 0, "max takes 2+ values in its brackets; here it has 1."),
    ("leaky_relu(x, 1, 2)", 0, "leaky_relu takes 1–2 values in its brackets; here it has 3."),
    ("piecewise(x < 0, 1)", 0, PIECES),
    ("piecewise(x < 0, 1, x < 1, 2)", 0, PIECES),
    # conditions
    ("where(x, 1, 2)", 6, CONDITION),
    ("1 if x else 2", 5, CONDITION),
    ("not x", 4, CONDITION),
    ("x > 0 and x", 10, CONDITION),
    ("piecewise(1, x, 2)", 10, CONDITION),
    ("1 if x > 0", 10, "'if' needs an 'else': a if x > 0 else b."),
    # lines
    ("x + 1 = 2", 6, EQUALS),
    ("1 if x = 0 else 2", 7, EQUALS),
    ("f(2) = x", 5, EQUALS),
    ("y = z = 2", 6, EQUALS),
    ("x = 3", 0, "'x' already has a meaning and cannot be given another."),
    ("pi = 3; pi x", 0, "'pi' already has a meaning and cannot be given another."),
    ("π = 3; π x", 0, "'π' already has a meaning and cannot be given another."),
    ("sin = x; sin", 0, "'sin' already has a meaning and cannot be given another."),
    ("sin(x) = x", 0, "'sin' already has a meaning and cannot be given another."),
    ("u = x; u = 2; u", 7, "'u' already has a meaning and cannot be given another."),
    ("u = a x; a = 2; u", 9, "'a' already has a meaning and cannot be given another."),
    ("u = u + 1; u", 0, "'u' already has a meaning and cannot be given another."),
    ("None = x; x", 0, "'None' already has a meaning and cannot be given another."),
    ("x^2; x^3", 0, UNNAMED),
    ("u = x\nu + 1\nu", 6, UNNAMED),
    ("g(x) = x^2; g(2x)", 0, "Only the last line can begin with g(x) =; write g = here."),
    # inverse or reciprocal
    ("sin⁻¹(x)", 0, "sin to the power −1 is ambiguous: write asin(x) or 1/sin(x)."),
    ("2 tan^-1 x", 2, "tan to the power −1 is ambiguous: write atan(x) or 1/tan(x)."),
    ("log⁻¹(x)", 0, "log to the power −1 is ambiguous: write 1/log(x)."),
    ("sin^(-1)(x)", 0, "sin needs a value: sin(x)."),
    # numbers
    ("1e999 x", 0, TOO_LARGE),
    ("x + 9**9**9**9", 8, TOO_LARGE),
    ("1e200*1e200", 5, TOO_LARGE),
    ("x + 1/0", 5, NOT_REAL),
    ("x + 0^-1", 5, NOT_REAL),
    ("(-8)^(1/3)", 4, NOT_REAL),
    ("u = 1/(2-2); u x", 5, NOT_REAL),
    # size
    ("x" * (MAX_TEXT + 1), MAX_TEXT, f"This text is too long: at most {MAX_TEXT} characters fit."),
    ("a" * 41, 0, LONG_WORD),
    ("x^2 + 0.1" + "0" * 40, 6, LONG_WORD),
    ("(" * 40 + "x" + ")" * 40, 40, NESTED),
    ("-" * 41 + "x", 39, NESTED),
    ("+".join("x" * 151), 0, NESTED),
]


@pytest.mark.parametrize(("text", "position", "message"), WRONG, ids=[ascii(text)[:40] for text, _, _ in WRONG])
def test_wrong_text(text, position, message):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert (error.message, error.position, error.text) == (message, position, text)


def test_messages_name_the_variable():
    with pytest.raises(ExpressionError, match=r"sin needs a value: sin\(t\)"):
        parse("sin", ("t",))


FULL = MAX_TEXT - 10
"""As many characters as fit, with a few to spare."""

HOSTILE = {
    "tower": "9**9**9**9",
    "brackets": "(" * 10_000 + "x" + ")" * 10_000,
    "brackets that fit": "(" * (FULL // 2) + "x" + ")" * (FULL // 2),
    "open brackets": "(" * FULL,
    "mixed brackets": "([{|" * (FULL // 4),
    "megabyte": "x+" * 500_000 + "x",
    "long line": "x" * 1_000_000,
    "import": "__import__('os')",
    "class": "().__class__",
    "subclasses": "x.__class__.__mro__[1].__subclasses__()",
    "f-string": "f'{x.__class__}'",
    "minus signs": "-" * FULL + "x",
    "nots": "not " * (FULL // 4) + "x > 0",
    "roots": "√" * FULL + "x",
    "powers": "^".join("x" * (FULL // 2)),
    "powers of minus": "^-".join("x" * (FULL // 3)),
    "superscripts": "x" + "²" * FULL,
    "separate superscripts": "x" + "² " * (FULL // 2),
    "factorials": "x" + "!" * FULL,
    "sum of factorials": "x!+" * (FULL // 3),
    "functions": "sin " * (FULL // 4) + "x",
    "functions in brackets": "sin(" * (FULL // 5) + "x" + ")" * (FULL // 5),
    "conditionals": "x if x > 0 else " * (FULL // 16) + "x",
    "chains in chains": "0 < (" * 45 + "x" + " < 1)" * 45,
    "chains in fewer chains": "0<(" * 25 + "x" + "<1)" * 25,
    "every kind of bracket": "sin(0 or 0 and 0 < 0 + 0 * 2^(" * 39 + "x" + "))" * 39,
    "sum": "+".join("x" * (FULL // 2)),
    "product": "x " * (FULL // 2),
    "quotient": "/".join("x" * (FULL // 2)),
    "differences": "-".join("1" * (FULL // 2)),
    "many arguments": "max(" + ",".join("x" * (FULL // 2)) + ")",
    "many names": "+".join(f"a{i}" for i in range(FULL // 5)),
    "unclosed call": "max(" + "x," * (FULL // 2),
    "digits": "9" * FULL,
    "decimals": "0." + "0" * FULL + "1",
    "exponent": "1e" + "9" * FULL,
    "numbers": "1e300*1e300*1e300",
    "nul": "\0" * 100,
    "nul inside": "sin(\0x)",
    "surrogate": "\ud83d",
    "surrogates": "x + \udfff\ud800",
    "emoji": "🙂(x)",
    "zero-width joiner": "👩\u200d🔬",
    "right-to-left": "x\u202e + 1",
    "combining": "x\u0301",
    "unknown name": "q" * 39 + "(x)",
    "semicolons": ";" * FULL,
    "newlines": "\n" * FULL,
    "comment": "#" * FULL,
    "bars": "|" * FULL,
    "commas": "," * FULL,
    "equals": "=" * FULL,
    "walrus": "(y := 1)",
    "lambda": "(lambda: 1)()",
    "comprehension": "[x for x in (1, 2)]",
    "print": "print(x)",
    "open": "open(0)",
    "string": '"x"',
    "format": "{x!r:>{w}}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(name):
    with pytest.raises(ExpressionError) as caught:
        parse(HOSTILE[name])
    assert caught.value.message[-1] in ".?"
    assert len(caught.value.message) < 150
    assert caught.value.message.isprintable()
    assert 0 <= caught.value.position <= len(HOSTILE[name])
