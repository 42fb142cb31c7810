"""What autograd's nodes do: one table of each operation and its derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from explorer.core.expression import parse
from explorer.core.expression.latex import latex

NAMES = ("a", "b", "c", "y")
"""What operands, and the result, are called."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a node does to its operands a, b, c, in the order of its edges; its result is y.

    `partials[k]` belongs to operand k, the last also to all further ones. Where `elementwise`, it is ∂y/∂operand for
    each element; elsewhere the whole product of the gradient g that arrives with the Jacobian. `is_expression`: the
    texts are in the language of explorer.core.expression, where all other names (n, m, lo, hi, …) are numbers that the
    node keeps; otherwise they are LaTeX, where n is the number of elements, σ the deviation and m a mask. `several`:
    the node has several outputs, and sends on the sum of what came from each.
    """

    forward: str
    partials: tuple[str, ...]
    elementwise: bool
    is_expression: bool = False
    several: bool = False

    @property
    def forward_latex(self) -> str:
        return self._latex(self.forward)

    @property
    def partials_latex(self) -> tuple[str, ...]:
        return tuple(map(self._latex, self.partials))

    def partial_latex(self, place: int) -> str:
        """The partial of the operand at `place`; empty where the node has no operands."""
        return self._latex(self.partials[min(place, len(self.partials) - 1)]) if self.partials else ""

    def _latex(self, text: str) -> str:
        return latex(parse(text, NAMES), "y").partition(" = ")[2] if self.is_expression else text


def _each(forward: str, *partials: str) -> Rule:
    return Rule(forward, partials, elementwise=True, is_expression=True)


def _drawn(forward: str, *partials: str) -> Rule:
    """Elementwise, but more than our language can say."""
    return Rule(forward, partials, elementwise=True)


def _whole(forward: str, *partials: str, several: bool = False) -> Rule:
    return Rule(forward, partials, elementwise=False, several=several)


def _call(name: str, *arguments: str) -> str:
    upright = name.replace("_", r"\_")
    return rf"\mathrm{{{upright}}}\left({', '.join(arguments)}\right)"


def _undone(name: str, back: str, arguments: tuple[str, ...] = ("a",)) -> Rule:
    """PyTorch's function `name` of shape or choice, and the one that brings g back."""
    return _whole(_call(name, *arguments), _call(back, "g"))


def _chosen(name: str, back: str, symbol: str = "a") -> Rule:
    """The function picks elements; `back` puts g in their places, among zeros."""
    return _whole(_call(name, symbol), _call(back, r"\mathbf{0}", "g"))


def _mean(term: str, *partials: str) -> Rule:
    """A loss with reduction="mean"; for the other reductions n is 1."""
    return _whole(rf"\frac{{1}}{{n}} \sum {term}", *partials)


def _cases(*rows: tuple[str, str]) -> str:
    inside = r" \\ ".join(rf"{value} & \text{{if }} {condition}" for value, condition in rows)
    return rf"\begin{{cases}} {inside} \end{{cases}}"


_STEP = "where(a > 0, 1, 0)"
_TOP = r"^{\top}"
_EVENLY = r"g\,\frac{\left[a = y\right]}{\sum \left[a = y\right]}"
_NORM = r"g\,\frac{a\,\left|a\right|^{p - 2}}{y^{p - 1}}"
_NORMAL = _whole(
    r"b\,\hat{a} + c, \quad \hat{a} = \frac{a - \bar{a}}{\sigma}",
    r"\frac{1}{\sigma} \left(b\,g - \overline{b\,g} - \hat{a}\,\overline{b\,g\,\hat{a}}\right)",
    r"\sum g\,\hat{a}",
    r"\sum g",
)
_KEPT = _cases(("1", r"\lnot m"), ("0", "m"))

RULES = MappingProxyType({
    # arithmetic
    "AddBackward0": _each("a + b", "1", "1"),
    "AddBackward1": _each("a + n", "1"),
    "SubBackward0": _each("a - b", "1", "-1"),
    "SubBackward1": _each("a - n", "1"),
    "RsubBackward0": _each("b - a", "-1", "1"),
    "RsubBackward1": _each("n - a", "-1"),
    "MulBackward0": _each("a b", "b", "a"),
    "MulBackward1": _each("a n", "n"),
    "DivBackward0": _each("a/b", "1/b", "-a/b^2"),
    "DivBackward1": _each("a/n", "1/n"),
    "NegBackward0": _each("-a", "-1"),
    "ReciprocalBackward0": _each("1/a", "-y^2"),
    "PowBackward0": _each("a^n", "n a^(n - 1)"),
    "PowBackward1": _each("a^b", "b a^(b - 1)", "y ln(a)"),
    "PowBackward2": _each("n^a", "y ln(n)"),
    "SqrtBackward0": _each("sqrt(a)", "1/(2 y)"),
    "RsqrtBackward0": _each("1/sqrt(a)", "-y^3/2"),
    "HypotBackward0": _each("sqrt(a^2 + b^2)", "a/y", "b/y"),
    "LerpBackward0": _each("a + n (b - a)", "1 - n", "n"),
    "LerpBackward1": _each("a + c (b - a)", "1 - c", "c", "b - a"),
    "AddcmulBackward0": _each("a + n b c", "1", "n c", "n b"),
    "AddcdivBackward0": _each("a + n b/c", "1", "n/c", "-n b/c^2"),
    "RemainderBackward0": _each("mod(a, n)", "1"),
    "RemainderBackward1": _each("mod(a, b)", "1", "-floor(a/b)"),
    "FmodBackward0": _each("fmod(a, n)", "1"),
    "FmodBackward1": _each("fmod(a, b)", "1", "-trunc(a/b)"),
    "LdexpBackward0": _each("a*2^b", "2^b", "y ln(2)"),
    "CopysignBackward0": _each("where(b < 0, -abs(a), abs(a))", "y/a", "0"),
    # exponential and trigonometric
    "ExpBackward0": _each("exp(a)", "y"),
    "Exp2Backward0": _each("exp2(a)", "y ln(2)"),
    "Expm1Backward0": _each("expm1(a)", "y + 1"),
    "LogBackward0": _each("ln(a)", "1/a"),
    "Log2Backward0": _each("log2(a)", "1/(a ln(2))"),
    "Log10Backward0": _each("log10(a)", "1/(a ln(10))"),
    "Log1PBackward0": _each("log1p(a)", "1/(1 + a)"),
    "LogaddexpBackward0": _each("ln(exp(a) + exp(b))", "exp(a - y)", "exp(b - y)"),
    "Logaddexp2Backward0": _each("log2(exp2(a) + exp2(b))", "exp2(a - y)", "exp2(b - y)"),
    "LogitBackward0": _each("ln(a/(1 - a))", "1/(a (1 - a))"),
    "XlogyBackward0": _each("a ln(b)", "ln(b)", "a/b"),
    "SinBackward0": _each("sin(a)", "cos(a)"),
    "CosBackward0": _each("cos(a)", "-sin(a)"),
    "TanBackward0": _each("tan(a)", "1 + y^2"),
    "AsinBackward0": _each("asin(a)", "1/sqrt(1 - a^2)"),
    "AcosBackward0": _each("acos(a)", "-1/sqrt(1 - a^2)"),
    "AtanBackward0": _each("atan(a)", "1/(1 + a^2)"),
    "Atan2Backward0": _each("atan2(a, b)", "b/(a^2 + b^2)", "-a/(a^2 + b^2)"),
    "SincBackward0": _each("sinc(a)", "where(a == 0, 0, (cos(pi a) - y)/a)"),
    "Deg2RadBackward0": _each("a*pi/180", "pi/180"),
    "Rad2DegBackward0": _each("a*180/pi", "180/pi"),
    "SinhBackward0": _each("sinh(a)", "cosh(a)"),
    "CoshBackward0": _each("cosh(a)", "sinh(a)"),
    "TanhBackward0": _each("tanh(a)", "1 - y^2"),
    "AsinhBackward0": _each("asinh(a)", "1/sqrt(a^2 + 1)"),
    "AcoshBackward0": _each("acosh(a)", "1/sqrt(a^2 - 1)"),
    "AtanhBackward0": _each("atanh(a)", "1/(1 - a^2)"),
    # kinks and steps, other than those of explorer.core.tape.reading.kinks
    "AbsBackward0": _each("abs(a)", "sign(a)"),
    "SignBackward0": _each("sign(a)", "0"),
    "SgnBackward0": _each("sign(a)", "0"),
    "FloorBackward0": _each("floor(a)", "0"),
    "CeilBackward0": _each("ceil(a)", "0"),
    "RoundBackward0": _each("round(a)", "0"),
    "TruncBackward0": _each("trunc(a)", "0"),
    "FracBackward0": _each("frac(a)", "1"),
    "WhereBackward0": _drawn(
        _cases(("a", "m"), ("b", r"\lnot m")), _cases(("1", "m"), ("0", r"\lnot m")), _KEPT
    ),
    "MaskedFillBackward0": _drawn(_cases(("a", r"\lnot m"), ("v", "m")), _KEPT),
    "MaskedFillBackward1": _whole(_cases(("a", r"\lnot m"), ("b", "m")), _cases(("g", r"\lnot m"), ("0", "m")),
                                  r"\sum_{m} g"),
    "NanToNumBackward0": _drawn(
        _call("nan_to_num", "a"), r"\left[\left|a\right| < \infty\right]"
    ),
    # activations
    "ReluBackward0": _each("max(a, 0)", _STEP),
    "LeakyReluBackward0": _each("where(a > 0, a, n a)", "where(a > 0, 1, n)"),
    "PreluKernelBackward0": _each("where(a > 0, a, b a)", "where(a > 0, 1, b)", "where(a > 0, 0, a)"),
    "EluBackward0": _each("lam where(a > 0, a, alpha (exp(a) - 1))", "lam where(a > 0, 1, alpha exp(a))"),
    "CeluBackward0": _each("where(a > 0, a, alpha (exp(a/alpha) - 1))", "where(a > 0, 1, exp(a/alpha))"),
    "SigmoidBackward0": _each("sigmoid(a)", "y (1 - y)"),
    "LogSigmoidBackward0": _each("ln(sigmoid(a))", "sigmoid(-a)"),
    "SoftplusBackward0": _each("ln(1 + exp(beta a))/beta", "sigmoid(beta a)"),
    "GeluBackward0": _each("a ndtr(a)", "ndtr(a) + a*exp(-a^2/2)/sqrt(2 pi)"),
    "SiluBackward0": _each("a sigmoid(a)", "sigmoid(a) (1 + a (1 - sigmoid(a)))"),
    "MishBackward0": _each(
        "a tanh(softplus(a))", "tanh(softplus(a)) + a sigmoid(a) (1 - tanh(softplus(a))^2)"
    ),
    "HardtanhBackward0": _each("min(max(a, lo), hi)", "where(lo < a < hi, 1, 0)"),
    "HardsigmoidBackward0": _each("min(max(a/6 + 1/2, 0), 1)", "where(-3 < a < 3, 1/6, 0)"),
    "SoftshrinkBackward0": _each("where(a > n, a - n, where(a < -n, a + n, 0))", "where(abs(a) > n, 1, 0)"),
    "HardshrinkBackward0": _each("where(abs(a) > n, a, 0)", "where(abs(a) > n, 1, 0)"),
    "ThresholdBackward0": _each("where(a > n, a, m)", "where(a > n, 1, 0)"),
    "GluBackward0": _whole(
        r"a_1\,\sigma\left(a_2\right)",
        _call("cat", r"g\,\sigma\left(a_2\right)", r"g\,y\,\left(1 - \sigma\left(a_2\right)\right)"),
    ),
    # special functions
    "ErfBackward0": _each("erf(a)", "2/sqrt(pi)*exp(-a^2)"),
    "ErfcBackward0": _each("erfc(a)", "-2/sqrt(pi)*exp(-a^2)"),
    "ErfinvBackward0": _each("erfinv(a)", "sqrt(pi)/2*exp(y^2)"),
    "LgammaBackward0": _each("lgamma(a)", "digamma(a)"),
    "DigammaBackward0": _drawn(r"\psi\left(a\right)", r"\psi'\left(a\right)"),
    "PolygammaBackward0": _drawn(r"\psi^{(n)}\left(a\right)", r"\psi^{(n + 1)}\left(a\right)"),
    "I0Backward0": _each("i0(a)", "i1(a)"),
    "SpecialI1Backward0": _each("i1(a)", "where(a == 0, 1/2, i0(a) - y/a)"),
    "SpecialI0EBackward0": _each("i0e(a)", "i1e(a) - sign(a) y"),
    "SpecialI1EBackward0": _each("i1e(a)", "where(a == 0, 1/2, i0e(a) - y (sign(a) + 1/a))"),
    "SpecialEntrBackward0": _each("-a ln(a)", "-1 - ln(a)"),
    "SpecialErfcxBackward0": _each("exp(a^2) erfc(a)", "2 a y - 2/sqrt(pi)"),
    "SpecialLogNdtrBackward0": _each("ln(ndtr(a))", "exp(-a^2/2)/(sqrt(2 pi) ndtr(a))"),
    # derivatives of derivatives, with create_graph=True: a is the gradient that arrived, b what the node had saved
    "TanhBackwardBackward0": _each("a (1 - b^2)", "1 - b^2", "-2 a b"),
    "SigmoidBackwardBackward0": _each("a b (1 - b)", "b (1 - b)", "a (1 - 2 b)"),
    "ThresholdBackwardBackward0": _each("where(b > n, a, 0)", "where(b > n, 1, 0)", "0"),
    "LeakyReluBackwardBackward0": _each("where(b > 0, a, n a)", "where(b > 0, 1, n)", "0"),
    "SoftplusBackwardBackward0": _each(
        "a sigmoid(beta b)", "sigmoid(beta b)", "a beta sigmoid(beta b) (1 - sigmoid(beta b))"
    ),
    "GeluBackwardBackward0": _each(
        "a (ndtr(b) + b*exp(-b^2/2)/sqrt(2 pi))",
        "ndtr(b) + b*exp(-b^2/2)/sqrt(2 pi)",
        "a (2 - b^2) exp(-b^2/2)/sqrt(2 pi)",
    ),
    # copies and writes
    "CloneBackward0": _each("a", "1"),
    "ToCopyBackward0": _each("a", "1"),
    "AliasBackward0": _each("a", "1"),
    "CopyBackwards": _each("b", "0", "1"),
    "CopySlices": _whole(_call("slice_scatter", "a", "b"), _call("slice_scatter", "g", r"\mathbf{0}"),
                         _call("slice", "g")),
    "FillBackward0": _each("n", "0"),
    "ZeroBackward0": _each("0", "0"),
    "BernoulliBackward0": _drawn(_call("bernoulli", "a"), "0"),
    "NativeDropoutBackward0": _drawn(r"\frac{m\,a}{1 - p}", r"\frac{m}{1 - p}"),
    "AccumulateGrad": _whole(r"a.\mathrm{grad} \leftarrow a.\mathrm{grad} + g"),
    # reductions
    "SumBackward0": _whole(r"\sum_i a_i", _call("expand", "g")),
    "NansumBackward0": _whole(r"\sum_i a_i", r"g\,\left[a = a\right]"),
    "MeanBackward0": _whole(r"\frac{1}{n} \sum_i a_i", rf"\frac{{1}}{{n}}\,{_call('expand', 'g')}"),
    "ProdBackward0": _whole(r"\prod_i a_i", r"g\,\frac{y}{a}"),
    "VarBackward0": _whole(r"\frac{1}{n - 1} \sum_i \left(a_i - \bar{a}\right)^2",
                           r"\frac{2\,g}{n - 1} \left(a - \bar{a}\right)"),
    "StdBackward0": _whole(r"\sqrt{\frac{1}{n - 1} \sum_i \left(a_i - \bar{a}\right)^2}",
                           r"\frac{g}{\left(n - 1\right) y} \left(a - \bar{a}\right)"),
    "MaxBackward0": _chosen("max", "scatter"),
    "MaxBackward1": _whole(r"\max_i a_i", _EVENLY),
    "MinBackward0": _chosen("min", "scatter"),
    "MinBackward1": _whole(r"\min_i a_i", _EVENLY),
    "AmaxBackward0": _whole(r"\max_i a_i", _EVENLY),
    "AminBackward0": _whole(r"\min_i a_i", _EVENLY),
    "MedianBackward0": _whole(_call("median", "a"), _EVENLY),
    "MedianBackward1": _chosen("median", "scatter"),
    "SortBackward0": _chosen("sort", "scatter"),
    "TopkBackward0": _chosen("topk", "scatter"),
    "KthvalueBackward0": _chosen("kthvalue", "scatter"),
    "CumsumBackward0": _whole(r"y_i = \sum_{j \le i} a_j", r"\sum_{i \ge j} g_i"),
    "CumprodBackward0": _whole(r"y_i = \prod_{j \le i} a_j", r"\frac{1}{a_j} \sum_{i \ge j} g_i\,y_i"),
    "CummaxBackward0": _chosen("cummax", "scatter_add"),
    "CumminBackward0": _chosen("cummin", "scatter_add"),
    "LogsumexpBackward0": _whole(r"\ln \sum_i e^{a_i}", r"g\,e^{a - y}"),
    "LinalgVectorNormBackward0": _whole(r"\left\lVert a \right\rVert_p", _NORM),
    "NormBackward0": _whole(r"\left\lVert a \right\rVert_p", _NORM),
    "DistBackward0": _whole(
        r"\left\lVert d \right\rVert_p, \quad d = a - b",
        *(rf"{sign}g\,\frac{{d\,\left|d\right|^{{p - 2}}}}{{y^{{p - 1}}}}" for sign in ("", "-")),
    ),
    "SoftmaxBackward0": _whole(r"\frac{e^{a_i}}{\sum_j e^{a_j}}", r"y\,\left(g - \sum g\,y\right)"),
    "LogSoftmaxBackward0": _whole(r"a_i - \ln \sum_j e^{a_j}", r"g - e^{y} \sum g"),
    # losses: a is the prediction, b the target
    "MseLossBackward0": _mean(r"\left(a - b\right)^2", r"\frac{2\,g}{n} \left(a - b\right)",
                              r"\frac{2\,g}{n} \left(b - a\right)"),
    "NllLossBackward0": _whole(r"-\frac{1}{n} \sum_i a_{i, t_i}", r"-\frac{g}{n}\,\left[j = t_i\right]"),
    "NllLoss2DBackward0": _whole(r"-\frac{1}{n} \sum_i a_{i, t_i}", r"-\frac{g}{n}\,\left[j = t_i\right]"),
    "BinaryCrossEntropyBackward0": _mean(
        r"\left(-b \ln a - \left(1 - b\right) \ln\left(1 - a\right)\right)",
        r"\frac{g}{n}\,\frac{a - b}{a\,\left(1 - a\right)}", r"\frac{g}{n} \ln \frac{1 - a}{a}",
    ),
    "BinaryCrossEntropyWithLogitsBackward0": _mean(
        r"\left(\ln\left(1 + e^{a}\right) - a\,b\right)",
        r"\frac{g}{n} \left(\sigma\left(a\right) - b\right)", r"-\frac{g}{n}\,a",
    ),
    "SmoothL1LossBackward0": _mean(
        _cases((r"\frac{\left(a - b\right)^2}{2\,\beta}", r"\left|a - b\right| < \beta"),
               (r"\left|a - b\right| - \frac{\beta}{2}", r"\left|a - b\right| \ge \beta")),
        *(rf"\frac{{g}}{{n}}\,{_call('clamp', f'({error}) / β', '-1', '1')}" for error in ("a - b", "b - a")),
    ),
    "HuberLossBackward0": _mean(
        _cases((r"\frac{\left(a - b\right)^2}{2}", r"\left|a - b\right| \le \delta"),
               (r"\delta \left(\left|a - b\right| - \frac{\delta}{2}\right)", r"\left|a - b\right| > \delta")),
        *(rf"\frac{{g}}{{n}}\,{_call('clamp', error, '-δ', 'δ')}" for error in ("a - b", "b - a")),
    ),
    "SoftMarginLossBackward0": _mean(
        r"\ln\left(1 + e^{-t\,a}\right)", r"-\frac{g}{n}\,t\,\sigma\left(-t\,a\right)"
    ),
    # matrices
    "DotBackward0": _whole(r"\sum_i a_i\,b_i", r"g\,b", r"g\,a"),
    "MmBackward0": _whole(r"a\,b", rf"g\,b{_TOP}", rf"a{_TOP}\,g"),
    "BmmBackward0": _whole(r"a_i\,b_i", rf"g_i\,b_i{_TOP}", rf"a_i{_TOP}\,g_i"),
    "MatmulBackward0": _whole(r"a\,b", rf"g\,b{_TOP}", rf"a{_TOP}\,g"),
    "MvBackward0": _whole(r"a\,b", rf"g\,b{_TOP}", rf"a{_TOP}\,g"),
    "AddmmBackward0": _whole(r"a + b\,c", r"\sum g", rf"g\,c{_TOP}", rf"b{_TOP}\,g"),
    "AddmvBackward0": _whole(r"a + b\,c", "g", rf"g\,c{_TOP}", rf"b{_TOP}\,g"),
    "BaddbmmBackward0": _whole(r"a_i + b_i\,c_i", "g", rf"g_i\,c_i{_TOP}", rf"b_i{_TOP}\,g_i"),
    "AddrBackward0": _whole(rf"a + b\,c{_TOP}", "g", r"g\,c", rf"g{_TOP}\,b"),
    "LinearBackward0": _whole(rf"a\,b{_TOP} + c", r"g\,b", rf"g{_TOP}\,a", r"\sum g"),
    "LinalgCrossBackward0": _whole(r"a \times b", r"b \times g", r"g \times a"),
    "LinalgInvExBackward0": _whole(r"a^{-1}", rf"-y{_TOP}\,g\,y{_TOP}"),
    "LinalgDetBackward0": _whole(r"\det\left(a\right)", r"g\,y\,a^{-\top}"),
    "LinalgSlogdetBackward0": _whole(r"\ln\left|\det\left(a\right)\right|", r"g\,a^{-\top}"),
    "LinalgSolveExBackward0": _whole(r"a^{-1}\,b", rf"-a^{{-\top}}\,g\,y{_TOP}", r"a^{-\top}\,g"),
    "TraceBackward0": _whole(r"\sum_i a_{i i}", r"g\,I"),
    # shapes
    "TBackward0": _whole(f"a{_TOP}", f"g{_TOP}"),
    "TransposeBackward0": _whole(f"a{_TOP}", f"g{_TOP}"),
    "PermuteBackward0": _undone("permute", "permute"),
    "ViewBackward0": _undone("view", "reshape"),
    "ReshapeAliasBackward0": _undone("reshape", "reshape"),
    "UnsafeViewBackward0": _undone("reshape", "reshape"),
    "ExpandBackward0": _undone("expand", "sum"),
    "RepeatBackward0": _undone("repeat", "sum"),
    "SqueezeBackward0": _undone("squeeze", "unsqueeze"),
    "UnsqueezeBackward0": _undone("unsqueeze", "squeeze"),
    "FlipBackward0": _undone("flip", "flip"),
    "RollBackward0": _undone("roll", "roll"),
    "Rot90Backward0": _undone("rot90", "rot90"),
    "ConstantPadNdBackward0": _undone("pad", "narrow"),
    "TrilBackward0": _undone("tril", "tril"),
    "TriuBackward0": _undone("triu", "triu"),
    "DiagEmbedBackward0": _undone("diag_embed", "diagonal"),
    "PixelShuffleBackward0": _undone("pixel_shuffle", "pixel_unshuffle"),
    "Im2ColBackward0": _undone("unfold", "fold"),
    "Col2ImBackward0": _undone("fold", "unfold"),
    "CatBackward0": _undone("cat", "narrow", ("a", "b", r"\ldots")),
    "StackBackward0": _undone("stack", "select", ("a", "b", r"\ldots")),
    "SplitBackward0": _whole(_call("split", "a"), _call("cat", "g_1", "g_2", r"\ldots"), several=True),
    "SplitWithSizesBackward0": _whole(_call("split", "a"), _call("cat", "g_1", "g_2", r"\ldots"), several=True),
    "UnbindBackward0": _whole(_call("unbind", "a"), _call("stack", "g_1", "g_2", r"\ldots"), several=True),
    # choices
    "SelectBackward0": _chosen("select", "select_scatter"),
    "SliceBackward0": _chosen("slice", "slice_scatter"),
    "DiagonalBackward0": _chosen("diagonal", "diagonal_scatter"),
    "AsStridedBackward0": _chosen("as_strided", "as_strided_scatter"),
    "IndexBackward0": _chosen("index", "index_add"),
    "IndexSelectBackward0": _chosen("index_select", "index_add"),
    "GatherBackward0": _chosen("gather", "scatter_add"),
    "TakeBackward0": _chosen("take", "index_add"),
    "MaskedSelectBackward0": _chosen("masked_select", "masked_scatter"),
    "UnfoldBackward0": _chosen("unfold", "index_add"),
    "EmbeddingBackward0": _chosen("embedding", "index_add"),
    "IndexPutBackward0": _whole(_call("index_put", "a", "b"), _call("index_put", "g", r"\mathbf{0}"),
                                _call("index", "g")),
    "IndexAddBackward0": _whole(_call("index_add", "a", "b"), "g", _call("index_select", "g")),
    "IndexFillBackward0": _whole(_call("index_fill", "a"), _call("index_fill", "g", "0")),
    "ScatterBackward0": _whole(_call("scatter", "a", "b"), _call("scatter", "g", "0"), _call("gather", "g")),
    "ScatterAddBackward0": _whole(_call("scatter_add", "a", "b"), "g", _call("gather", "g")),
    # layers
    "ConvolutionBackward0": _whole(
        r"a \star b + c", _call("conv_transpose", "g", "b"), r"a \star g", r"\sum g"
    ),
    "MaxPool2DWithIndicesBackward0": _undone("max_pool", "max_unpool"),
    "AdaptiveMaxPool2DBackward0": _undone("max_pool", "max_unpool"),
    "AvgPool2DBackward0": _whole(_call("avg_pool", "a"), rf"\frac{{1}}{{n}}\,{_call('expand', 'g')}"),
    "AdaptiveAvgPool2DBackward0": _whole(_call("avg_pool", "a"), rf"\frac{{1}}{{n}}\,{_call('expand', 'g')}"),
    "UpsampleNearest2DBackward0": _undone("interpolate", "sum"),
    "NativeBatchNormBackward0": _NORMAL,
    "NativeLayerNormBackward0": _NORMAL,
    "NativeGroupNormBackward0": _NORMAL,
})  # fmt: skip
"""By the node's name, without the namespace that torch puts before some."""
