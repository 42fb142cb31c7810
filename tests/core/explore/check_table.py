# ruff: noqa: E501 - many short texts
"""Functions whose derivative autograd gets right, or wrong for a known reason: text, lo, hi, the reasons."""

C, P, T, OVER, U, S, N, D = (
    "cancellation", "precision", "trap of where", "overflow", "underflow", "shortcut of torch", "NaN", "detach"
)  # fmt: skip

CANCELLING = (
    "(1 - cos(x))/x^2", "(exp(x) - 1)/x", "log(1 + x)/x", "(sqrt(1 + x) - 1)/x", "(x - sin(x))/x^3", "(tan(x) - x)/x^3",
    "(exp(x) - 1 - x)/x^2", "1/x - 1/sin(x)", "(cosh(x) - 1)/x^2", "(1 - cos(x))/x",
)  # fmt: skip
ZOOMS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7)

HEALTHY = (
    "sin(x)", "cos(x)", "exp(x)", "x^3 - x", "x^2", "1/(1 + x^2)", "atan(x)", "tanh(x)", "sigmoid(x)", "silu(x)", "gelu(x)",
    "erf(x)", "sinh(x)", "cosh(x)", "asinh(x)", "exp(-x^2)", "x exp(-x^2)", "sin(x)^2", "sin(x)cos(x)", "x^5 - 3x^2 + 1",
    "log(1 + x^2)", "sqrt(1 + x^2)", "x/(1 + x^2)", "sin(3x) + cos(5x)", "exp(sin(x))", "sin(exp(x))", "atan(x^3)", "mish(x)",
    "softsign(x)", "tanhshrink(x)", "logsigmoid(x)", "expm1(x)", "log1p(x^2)", "hypot(x, 1)", "2^x", "x^4/(1 + x^2)",
)  # fmt: skip
BROKEN = (  # right everywhere where there is a derivative
    "abs(x)", "relu(x)", "sign(x)", "floor(x)", "max(x, x^2)", "min(x, 1)", "1/x", "1/x^2", "tan(x)", "log(x)", "sqrt(x)",
    "sqrt(4 - x^2)", "(x^2 - 1)/(x - 1)", "x/x", "where(x > 0, x, -x)", "where(x > 0, 1, 0)", "clamp(x, -1, 1)", "log(abs(x))",
    "mod(x, 1)", "relu(x)*(x - 1)", "leaky_relu(x)", "elu(x)", "hardtanh(x)", "softshrink(x)", "piecewise(x<1,x,x<2,2x,100x)",
    "x^x", "1/abs(x)", "abs(x - 1/3)", "abs(sin(x))", "x abs(x)", "gamma(x)", "lgamma(x)", "tan(x)^2", "e^(1/x)", "sin(1/x)",
)  # fmt: skip


def rows():
    for text in CANCELLING:
        for zoom in ZOOMS:
            yield text, -zoom, zoom, {C, P}
    for text in HEALTHY:
        yield text, -2.0, 2.0, set()
        yield text, 0.5, 3.0, set()
    for text in BROKEN:
        yield text, -3.0, 3.0, set()
    for branch in ("log(x)", "log(sin(x))"):  # torch has a slope of log where it has no value
        yield f"where(x > 0, {branch}, x)", -2.0, -0.5, set()
    for branch in ("sqrt(x)", "x log(x)", "x^(1/3)", "acosh(1 + x)", "1/sqrt(x)", "sqrt(sin(x))", "x^x", "asin(2 - x)"):
        for other in ("0", "x", "x^2"):
            yield f"where(x > 0, {branch}, {other})", -2.0, -0.5, {T}
    for text in ("where(x == 0, 1, sin(x)/x)", "where(x == 0, 1, (exp(x) - 1)/x)", "where(x == 0, 1, log(1 + x)/x)"):
        yield text, -1.0, 1.0, {T, N, C, P}
    for text in (
        "log(exp(x))",
        "log(1 + exp(x))",
        "1/(1 + exp(-x))",
        "exp(x)/(1 + exp(x))",
        "log(cosh(x))",
        "sqrt(exp(2x))",
    ):
        yield text, -800.0, 800.0, {OVER, U, P, N}
    for text in ("sinh(x)/cosh(x)", "log(sinh(x)^2)"):
        yield text, 300.0, 800.0, {OVER, U, P, N}
    yield "softplus(x)", 20.0, 22.0, {S}
    yield "gelu(x)", -9.0, -7.0, {S}
    yield "log(ndtr(x))", -9.0, -7.0, {S, P}
    for big in ("1e16", "1e17", "3e16"):
        yield f"(x + {big}) - {big}", -1.0, 1.0, set()
    for factor in ("2", "x", "sin(x)"):
        yield f"detach({factor}*x)*x", 0.5, 2.0, {D}
