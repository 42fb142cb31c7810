"""The functions of the language: one table for the parser, the readings, the help page and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

ANY = 10_000  # an upper bound on arguments that no text reaches


@dataclass(frozen=True, slots=True)
class Function:
    """One row.

    torch       dotted path of the torch function; None where torch has none and `definition` is recorded
    arguments   least and most number of arguments
    definition  the same function in simpler words of this language, over u, v, w; what sympy and mpmath
                read where they have no such function
    defaults    literals for the arguments that may be left out
    literals    for a torch function that takes plain numbers for all arguments but the first: from where to
                where it takes them; `definition` is recorded for others
    sympy, mp   the name in those libraries, where it is not the same function under the same name
    latex       a template over the arguments
    """

    name: str
    group: str
    torch: str | None = None
    arguments: tuple[int, int] = (1, 1)
    definition: str = ""
    defaults: tuple[float, ...] = ()
    literals: tuple[float, float] | None = None
    sympy: str = ""
    mp: str = ""
    latex: str = ""
    aliases: tuple[str, ...] = ()
    symbol: str = ""
    precedence: int = 0
    returns_bool: bool = False
    takes_bool: tuple[bool, ...] = (False,)

    def wants_condition(self, index: int) -> bool:
        """Whether the argument at `index` is a condition rather than a number."""
        return self.takes_bool[min(index, len(self.takes_bool) - 1)]


def _operator(
    name: str, symbol: str, precedence: int, latex: str = "", *, count: int = 2, on_conditions: bool = False
) -> Function:
    return Function(
        name,
        "operators",
        f"operator.{name}",
        (count, count),
        symbol=symbol,
        precedence=precedence,
        latex=latex,
        returns_bool=precedence <= COMPARE,
        takes_bool=(on_conditions,),
    )


OR, AND, NOT, COMPARE, ADD, MULTIPLY, NEGATE, POWER, ATOM = 1, 2, 3, 4, 5, 6, 7, 8, 9
"""How tightly each kind of operator binds, loosest first."""

_OPERATORS = (
    _operator("or_", "|", OR, r"{0} \;\lor\; {1}", on_conditions=True),
    _operator("and_", "&", AND, r"{0} \;\land\; {1}", on_conditions=True),
    _operator("invert", "~", NOT, r"\lnot {0}", count=1, on_conditions=True),
    _operator("lt", "<", COMPARE, "{0} < {1}"),
    _operator("le", "<=", COMPARE, r"{0} \le {1}"),
    _operator("gt", ">", COMPARE, "{0} > {1}"),
    _operator("ge", ">=", COMPARE, r"{0} \ge {1}"),
    _operator("eq", "==", COMPARE, "{0} = {1}"),
    _operator("ne", "!=", COMPARE, r"{0} \ne {1}"),
    _operator("add", "+", ADD, "{0} + {1}"),
    _operator("sub", "-", ADD, "{0} - {1}"),
    _operator("mul", "*", MULTIPLY),
    _operator("truediv", "/", MULTIPLY, r"\frac{{{0}}}{{{1}}}"),
    _operator("neg", "-", NEGATE, "-{0}", count=1),
    _operator("pow", "**", POWER),
)

BINARY = MappingProxyType(
    {row.symbol: (row.precedence, row.name) for row in _OPERATORS if COMPARE <= row.precedence < NEGATE}
    | {"//": (MULTIPLY, "floordiv"), "%": (MULTIPLY, "mod"), "and": (AND, "and_"), "or": (OR, "or_")}
)
"""The signs between two values: how tightly each binds, and its function."""

_COMMON = (
    Function("sin", "trigonometric", "torch.sin"),
    Function("cos", "trigonometric", "torch.cos"),
    Function("tan", "trigonometric", "torch.tan"),
    Function("sec", "trigonometric", definition="1/cos(u)"),
    Function("csc", "trigonometric", definition="1/sin(u)"),
    Function("cot", "trigonometric", definition="cos(u)/sin(u)"),
    Function("asin", "trigonometric", "torch.asin", latex=r"\arcsin({0})", aliases=("arcsin",)),
    Function("acos", "trigonometric", "torch.acos", latex=r"\arccos({0})", aliases=("arccos",)),
    Function("atan", "trigonometric", "torch.atan", latex=r"\arctan({0})", aliases=("arctan",)),
    Function("atan2", "trigonometric", "torch.atan2", (2, 2), aliases=("arctan2",)),
    Function("sinc", "trigonometric", "torch.sinc", definition="where(u == 0, 1, sin(pi u)/(pi u))"),
    Function("deg2rad", "trigonometric", "torch.deg2rad", definition="u*pi/180"),
    Function("rad2deg", "trigonometric", "torch.rad2deg", definition="u*180/pi"),
    Function("sinh", "hyperbolic", "torch.sinh"),
    Function("cosh", "hyperbolic", "torch.cosh"),
    Function("tanh", "hyperbolic", "torch.tanh"),
    # In words that do not overflow, nor have NaN for a slope, where cosh(u) and sinh(u) are infinite.
    Function("sech", "hyperbolic", definition="2 exp((logsigmoid(2u) + logsigmoid(-2u))/2)", sympy="sech", mp="sech"),
    Function("csch", "hyperbolic", definition="exp(-abs(u))*(sign(u) + 1/tanh(u))", sympy="csch", mp="csch"),
    Function("coth", "hyperbolic", definition="1/tanh(u)", sympy="coth", mp="coth"),
    Function("asinh", "hyperbolic", "torch.asinh", latex=r"\operatorname{{arsinh}}({0})",
             aliases=("arcsinh",)),
    Function("acosh", "hyperbolic", "torch.acosh", latex=r"\operatorname{{arcosh}}({0})",
             aliases=("arccosh",)),
    Function("atanh", "hyperbolic", "torch.atanh", latex=r"\operatorname{{artanh}}({0})",
             aliases=("arctanh",)),
    Function("exp", "exponential", "torch.exp", latex="e^{{{0}}}"),
    Function("exp2", "exponential", "torch.exp2", definition="2^u", latex="2^{{{0}}}"),
    Function("expm1", "exponential", "torch.expm1", definition="exp(u) - 1", mp="expm1",
             latex="e^{{{0}}} - 1"),
    Function("log", "exponential", "torch.log", latex=r"\ln({0})", aliases=("ln",)),
    Function("log2", "exponential", "torch.log2", definition="log(u)/log(2)", latex=r"\log_{{2}}({0})"),
    Function("log10", "exponential", "torch.log10", definition="log(u)/log(10)", mp="log10",
             latex=r"\log_{{10}}({0})"),
    Function("log1p", "exponential", "torch.log1p", definition="log(1 + u)", mp="log1p",
             latex=r"\ln(1 + {0})"),
    Function("logaddexp", "exponential", "torch.logaddexp", (2, 2), "log(exp(u) + exp(v))"),
    Function("logit", "exponential", "torch.logit", definition="log(u/(1 - u))"),
    Function("xlogy", "exponential", "torch.xlogy", (2, 2), "where(u == 0, 0, u*log(v))"),
    Function("sqrt", "powers", "torch.sqrt", latex=r"\sqrt{{{0}}}"),
    Function("rsqrt", "powers", "torch.rsqrt", definition="1/sqrt(u)", latex=r"\frac{{1}}{{\sqrt{{{0}}}}}"),
    Function("cbrt", "powers", definition="sign(u)*abs(u)^(1/3)", latex=r"\sqrt[3]{{{0}}}"),
    Function("square", "powers", "torch.square", definition="u^2"),
    Function("reciprocal", "powers", "torch.reciprocal", definition="1/u", latex=r"\frac{{1}}{{{0}}}"),
    Function("hypot", "powers", "torch.hypot", (2, 2), "sqrt(u^2 + v^2)", mp="hypot"),
    Function("abs", "steps", "torch.abs", sympy="Abs", mp="fabs", latex=r"\left|{0}\right|"),
    Function("sign", "steps", "torch.sign", aliases=("sgn",)),
    Function("floor", "steps", "torch.floor", latex=r"\left\lfloor {0} \right\rfloor"),
    Function("ceil", "steps", "torch.ceil", sympy="ceiling", latex=r"\left\lceil {0} \right\rceil"),
    Function("round", "steps", "torch.round", definition="floor(u + 1/2) - (mod(u, 2) == 1/2)", mp="nint"),
    Function("trunc", "steps", "torch.trunc", definition="sign(u)*floor(abs(u))"),
    Function("frac", "steps", "torch.frac", definition="u - trunc(u)"),
    Function("mod", "steps", "torch.remainder", (2, 2), "u - v*floor(u/v)", latex=r"{0} \;\mathrm{{mod}}\; {1}",
             aliases=("remainder",)),
    Function("fmod", "steps", "torch.fmod", (2, 2), "u - v*trunc(u/v)"),
    Function("floordiv", "steps", None, (2, 2), "floor(u/v)",
             latex=r"\left\lfloor \frac{{{0}}}{{{1}}} \right\rfloor"),
    Function("min", "steps", "torch.minimum", (2, ANY), sympy="Min", aliases=("minimum",)),
    Function("max", "steps", "torch.maximum", (2, ANY), sympy="Max", aliases=("maximum",)),
    Function("clamp", "steps", "torch.clamp", (3, 3), "min(max(u, v), w)", literals=(-3e38, 3e38),
             aliases=("clip",)),
    Function("heaviside", "steps", "torch.heaviside", (1, 2), "where(u < 0, 0, where(u == 0, v, 1))", (0.5,)),
    Function("where", "steps", "torch.where", (3, 3), takes_bool=(True, False)),
    Function("number", "steps", "torch.Tensor.to", (1, 1), "where(u, 1, 0)", takes_bool=(True,),
             latex=r"\left[{0}\right]"),
    Function("erf", "special", "torch.erf"),
    Function("erfc", "special", "torch.erfc"),
    Function("erfinv", "special", "torch.erfinv", latex=r"\operatorname{{erf}}^{{-1}}({0})"),
    Function("gamma", "special", None, (1, 1), "exp(lgamma(u))*where(u > 0, 1, 1 - 2 mod(floor(u), 2))",
             sympy="gamma", mp="gamma", latex=r"\Gamma({0})"),
    Function("lgamma", "special", "torch.lgamma", definition="log(abs(gamma(u)))", latex=r"\ln\Gamma({0})",
             aliases=("loggamma", "gammaln")),
    Function("digamma", "special", "torch.digamma", latex=r"\psi({0})", aliases=("psi",)),
    Function("i0", "special", "torch.special.i0", latex="I_0({0})"),
    Function("i1", "special", "torch.special.i1", latex="I_1({0})"),
    Function("i0e", "special", "torch.special.i0e", definition="i0(u)*exp(-abs(u))"),
    Function("i1e", "special", "torch.special.i1e", definition="i1(u)*exp(-abs(u))"),
    Function("j0", "special", "torch.special.bessel_j0", latex="J_0({0})"),
    Function("j1", "special", "torch.special.bessel_j1", latex="J_1({0})"),
    Function("y0", "special", "torch.special.bessel_y0", latex="Y_0({0})"),
    Function("y1", "special", "torch.special.bessel_y1", latex="Y_1({0})"),
    Function("ndtr", "special", "torch.special.ndtr", definition="erfc(-u/sqrt(2))/2", latex=r"\Phi({0})"),
)  # fmt: skip

_F = "torch.nn.functional."
_ACTIVATIONS = (
    Function("sigmoid", "activations", "torch.sigmoid", definition="1/(1 + exp(-u))", latex=r"\sigma({0})",
             aliases=("expit", "logistic")),
    Function("logsigmoid", "activations", _F + "logsigmoid", definition="-log(1 + exp(-u))"),
    Function("relu", "activations", "torch.relu", definition="max(u, 0)"),
    Function("relu6", "activations", _F + "relu6", definition="min(max(u, 0), 6)"),
    Function("leaky_relu", "activations", _F + "leaky_relu", (1, 2), "where(u > 0, u, v*u)", (0.01,),
             literals=(-3e38, 3e38), latex=r"\mathrm{{leaky\_relu}}({0}, {1})"),
    Function("elu", "activations", _F + "elu", (1, 2), "where(u > 0, u, v*(exp(u) - 1))", (1.0,),
             literals=(-3e38, 3e38)),
    Function("celu", "activations", _F + "celu", (1, 2), "where(u > 0, u, v*(exp(u/v) - 1))", (1.0,),
             literals=(1e-38, 3e38)),
    Function("selu", "activations", _F + "selu",
             definition="1.0507009873554805*where(u > 0, u, 1.6732632423543772*(exp(u) - 1))"),
    Function("gelu", "activations", _F + "gelu", definition="u*erfc(-u/sqrt(2))/2"),
    Function("silu", "activations", _F + "silu", definition="u/(1 + exp(-u))", aliases=("swish",)),
    Function("mish", "activations", _F + "mish", definition="u*tanh(log(1 + exp(u)))"),
    Function("softplus", "activations", _F + "softplus", definition="log(1 + exp(u))"),
    Function("softsign", "activations", _F + "softsign", definition="u/(1 + abs(u))"),
    Function("tanhshrink", "activations", _F + "tanhshrink", definition="u - tanh(u)"),
    Function("softshrink", "activations", _F + "softshrink", (1, 2),
             "where(u > v, u - v, where(u < -v, u + v, 0))", (0.5,), literals=(0, 3e38)),
    Function("hardshrink", "activations", _F + "hardshrink", (1, 2), "where(abs(u) > v, u, 0)", (0.5,),
             literals=(-3e38, 3e38)),
    Function("hardtanh", "activations", _F + "hardtanh", definition="min(max(u, -1), 1)"),
    Function("hardsigmoid", "activations", _F + "hardsigmoid", definition="min(max(u/6 + 1/2, 0), 1)"),
    Function("hardswish", "activations", _F + "hardswish", definition="u*min(max(u + 3, 0), 6)/6"),
    Function("detach", "autograd", "torch.Tensor.detach"),
)  # fmt: skip

TABLE: tuple[Function, ...] = _OPERATORS + _COMMON + _ACTIVATIONS

FUNCTIONS = MappingProxyType({name: row for row in TABLE for name in (row.name, *row.aliases)})
"""Every row by its name and aliases, operators included."""

WORDS = MappingProxyType({name: row for name, row in FUNCTIONS.items() if not row.symbol and row.name != "number"})
"""The names a person may write before a bracket."""

CONSTANTS = MappingProxyType({"pi": 3.141592653589793, "e": 2.718281828459045, "tau": 6.283185307179586})

ALSO_NAMES = frozenset({"i0", "i1", "j0", "j1", "y0", "y1", "gamma", "psi"})
"""Functions before a bracket, and names as free as any other elsewhere."""
