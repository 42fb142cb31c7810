"""The built-in functions: one table that the selector, the tests and the documentation iterate."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, tau

from explorer.core.words import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an entry: the value it starts with and the ends of its slider."""

    name: str
    value: float
    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One built-in function.

    group       one of GROUPS
    expression  in the language of `explorer.core.expression`
    range       the x to look at first
    notice      what is worth seeing in f, df/dx or x.grad, true in float32
    parameters  one for each parameter of the expression

    Group, title and notice are English and are translated in the context "Catalogue".
    """

    group: str
    title: str
    expression: str
    range: tuple[float, float]
    notice: str
    parameters: tuple[Parameter, ...] = ()


TRIGONOMETRIC = QT_TRANSLATE_NOOP("Catalogue", "Trigonometric")
POLYNOMIALS = QT_TRANSLATE_NOOP("Catalogue", "Polynomials")
EXPONENTIAL = QT_TRANSLATE_NOOP("Catalogue", "Exponential")
ACTIVATIONS = QT_TRANSLATE_NOOP("Catalogue", "Activations")
LOSSES = QT_TRANSLATE_NOOP("Catalogue", "Losses")
SPECIAL = QT_TRANSLATE_NOOP("Catalogue", "Special functions")
KINKS = QT_TRANSLATE_NOOP("Catalogue", "Kinks and jumps")
TRAPS = QT_TRANSLATE_NOOP("Catalogue", "Autograd traps")

GROUPS = (TRIGONOMETRIC, POLYNOMIALS, EXPONENTIAL, ACTIVATIONS, LOSSES, SPECIAL, KINKS, TRAPS)
"""In the order in which the table has them."""

CATALOGUE: tuple[Entry, ...] = (
    Entry(
        TRIGONOMETRIC,
        QT_TRANSLATE_NOOP("Catalogue", "Sine"),
        "a*sin(b*x)",
        (-tau, tau),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "y.sum().backward() leaves one slope for each sample in x.grad: a b cos(b x). Doubling b makes "
            "that wave twice as high; f itself stays as high as |a|.",
        ),
        (Parameter("a", 1.0, -3.0, 3.0), Parameter("b", 1.0, 0.0, 10.0)),
    ),
    Entry(
        TRIGONOMETRIC,
        QT_TRANSLATE_NOOP("Catalogue", "Shifted cosine"),
        "cos(b x + c)",
        (-tau, tau),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is zero at the crests and troughs of f and largest in size where f crosses zero: the two "
            "are a quarter of a period apart. The factor b is the chain rule; c only moves both along.",
        ),
        (Parameter("b", 1.0, 0.5, 5.0), Parameter("c", 0.0, -pi, pi)),
    ),
    Entry(
        TRIGONOMETRIC,
        QT_TRANSLATE_NOOP("Catalogue", "Damped sine"),
        "exp(-a x) sin(b x)",
        (0.0, 20.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The product rule moves the crests: with a > 0 each comes a little before the crest of sin(b x), "
            "because the factor exp(−a x) is already falling there.",
        ),
        (Parameter("a", 0.2, 0.0, 1.0), Parameter("b", 2.0, 0.0, 10.0)),
    ),
    Entry(
        TRIGONOMETRIC,
        QT_TRANSLATE_NOOP("Catalogue", "Beats"),
        "sin(a x) + sin(b x)",
        (0.0, 40.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "In df/dx each sine is weighted by its own frequency. Where the two cancel in f they do not "
            "quite cancel in df/dx: a swing of |a − b| remains.",
        ),
        (Parameter("a", 5.0, 1.0, 10.0), Parameter("b", 5.5, 1.0, 10.0)),
    ),
    Entry(
        TRIGONOMETRIC,
        QT_TRANSLATE_NOOP("Catalogue", "Sine sweep"),
        "sin(a x^2)",
        (0.0, 8.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f stays between −1 and 1 while df/dx = 2a x cos(a x²) swings ever wider: the chain rule "
            "multiplies by the slope of what is inside the sine.",
        ),
        (Parameter("a", 1.0, 0.1, 3.0),),
    ),
    Entry(
        TRIGONOMETRIC,
        QT_TRANSLATE_NOOP("Catalogue", "Square wave from sines"),
        "sin x + sin(3x)/3 + sin(5x)/5 + sin(7x)/7",
        (-tau, tau),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is cos x + cos 3x + cos 5x + cos 7x: differentiating took the weights 1/n away. Each "
            "further term would make f squarer and its slope wilder.",
        ),
    ),
    Entry(
        TRIGONOMETRIC,
        QT_TRANSLATE_NOOP("Catalogue", "Sine and cosine squared"),
        "sin²x + cos²x",
        (-tau, tau),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f is 1 only up to rounding, yet every x.grad is exactly 0: backward adds 2 sin x cos x and its "
            "own negative, which cancel to the last bit.",
        ),
    ),
    Entry(
        TRIGONOMETRIC,
        QT_TRANSLATE_NOOP("Catalogue", "Tangent"),
        "tan(x)",
        (-4.5, 4.5),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx = 1 + tan²x is at least 1 wherever it exists: f only comes down again by jumping over its "
            "poles. No float32 equals π/2, so no sample is infinite.",
        ),
    ),
    Entry(
        TRIGONOMETRIC,
        QT_TRANSLATE_NOOP("Catalogue", "Arcsine"),
        "asin(x)",
        (-1.0, 1.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f ends quietly at ±π/2, but its slope 1/√(1 − x²) has no bound: at x = −1 and x = 1 x.grad is inf.",
        ),
    ),
    Entry(
        TRIGONOMETRIC,
        QT_TRANSLATE_NOOP("Catalogue", "Sinc"),
        "sinc(x)",
        (-6.0, 6.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "torch.sinc is sin(π x)/(π x) with the hole at x = 0 filled: there f is 1 and x.grad is 0, where "
            "the division alone would give NaN for both.",
        ),
    ),
    Entry(
        POLYNOMIALS,
        QT_TRANSLATE_NOOP("Catalogue", "Straight line"),
        "a x + b",
        (-5.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Every sample of x.grad holds the same number a, and b leaves no trace in it.",
        ),
        (Parameter("a", 2.0, -5.0, 5.0), Parameter("b", -1.0, -5.0, 5.0)),
    ),
    Entry(
        POLYNOMIALS,
        QT_TRANSLATE_NOOP("Catalogue", "Parabola"),
        "a x^2 + b x + c",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is the line 2a x + b. Its zero at x = −b/(2a) is the vertex of f; c lifts f and does "
            "nothing to df/dx.",
        ),
        (Parameter("a", 1.0, -3.0, 3.0), Parameter("b", -2.0, -5.0, 5.0), Parameter("c", 0.0, -5.0, 5.0)),
    ),
    Entry(
        POLYNOMIALS,
        QT_TRANSLATE_NOOP("Catalogue", "Cubic"),
        "x^3 - a x",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "For a > 0 df/dx has two zeros, ±√(a/3): a crest and a trough of f. Slide a below zero and df/dx "
            "leaves the axis: f then only rises.",
        ),
        (Parameter("a", 3.0, -3.0, 6.0),),
    ),
    Entry(
        POLYNOMIALS,
        QT_TRANSLATE_NOOP("Catalogue", "Flat point"),
        "x^3",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "At x = 0 df/dx touches zero and turns back: f is flat there without a minimum or a maximum. A "
            "gradient of zero is not yet an extremum.",
        ),
    ),
    Entry(
        POLYNOMIALS,
        QT_TRANSLATE_NOOP("Catalogue", "Double root"),
        "(x - 1)^2 (x + 2)",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "At the double root x = 1 f and df/dx are zero together, so f only touches the axis; at the "
            "simple root x = −2 it crosses with slope 9.",
        ),
    ),
    Entry(
        POLYNOMIALS,
        QT_TRANSLATE_NOOP("Catalogue", "Two valleys"),
        "(x^2 - 1)^2 + a x",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "While |a| < 1.53 df/dx has three zeros: two valleys and the hill between them, and a descent in "
            "small steps ends in the valley on its side of the hill. A steeper tilt, |a| > 1.54, leaves one "
            "valley.",
        ),
        (Parameter("a", 0.3, -2.0, 2.0),),
    ),
    Entry(
        POLYNOMIALS,
        QT_TRANSLATE_NOOP("Catalogue", "Chebyshev polynomial"),
        "16x^5 - 20x^3 + 5x",
        (-1.0, 1.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f stays between −1 and 1, but its slope is 25 at both ends: no polynomial of degree 5 that "
            "keeps these bounds on the interval is steeper anywhere in it (Markov's inequality).",
        ),
    ),
    Entry(
        POLYNOMIALS,
        QT_TRANSLATE_NOOP("Catalogue", "Taylor polynomial of sine"),
        "x - x^3/6 + x^5/120",
        (-pi, pi),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is 1 − x²/2 + x⁴/24, the Taylor polynomial of cosine. At x = π it is 0.12 instead of −1, "
            "while f is 0.52 instead of 0.",
        ),
    ),
    Entry(
        POLYNOMIALS,
        QT_TRANSLATE_NOOP("Catalogue", "Runge's function"),
        "1/(1 + 25x^2)",
        (-1.0, 1.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "One over a polynomial, steepest at |x| = 0.115. Smooth as it is, polynomials through evenly "
            "spaced points of it swing ever wilder near ±1 as their degree grows.",
        ),
    ),
    Entry(
        EXPONENTIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Exponential growth"),
        "exp(a x)",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx = a f. At a = 1 y and x.grad hold the very same numbers: the backward of exp multiplies "
            "by the result that it saved.",
        ),
        (Parameter("a", 1.0, -2.0, 2.0),),
    ),
    Entry(
        EXPONENTIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Powers of a base"),
        "a^x",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is f times ln a: below f for a < e, above it for a > e, zero at a = 1 and negative for a < 1.",
        ),
        (Parameter("a", 2.0, 0.1, 4.0),),
    ),
    Entry(
        EXPONENTIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Natural logarithm"),
        "ln x",
        (0.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx = 1/x. At x = 0 f is −inf and x.grad is inf; yet ln x sinks so slowly that it is only −16 "
            "at x = 0.0000001, where its slope is ten million.",
        ),
    ),
    Entry(
        EXPONENTIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Gaussian"),
        "exp(-(x - m)^2/(2 s^2))",
        (-5.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f is steepest at x = m − s and x = m + s, one standard deviation from the peak; the slope there "
            "is 0.607/s in size.",
        ),
        (Parameter("m", 0.0, -3.0, 3.0), Parameter("s", 1.0, 0.2, 3.0)),
    ),
    Entry(
        EXPONENTIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Logistic growth"),
        "L/(1 + exp(-k (x - m)))",
        (-8.0, 8.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Growth is fastest halfway up: df/dx = k f (1 − f/L) has its peak, k L/4, at x = m, where f is L/2.",
        ),
        (Parameter("L", 1.0, 0.5, 5.0), Parameter("k", 1.0, 0.1, 5.0), Parameter("m", 0.0, -3.0, 3.0)),
    ),
    Entry(
        EXPONENTIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Rise and decay"),
        "x exp(-x/a)",
        (0.0, 20.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx crosses zero at x = a, the peak of f. Its own lowest point is at x = 2a, where f decays "
            "fastest and changes its bend.",
        ),
        (Parameter("a", 2.0, 0.5, 5.0),),
    ),
    Entry(
        EXPONENTIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Entropy of a coin"),
        "-x log(x) - (1 - x) log(1 - x)",
        (0.0, 1.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx = ln((1 − x)/x) is zero for the fair coin, x = 1/2. At x = 0 and x = 1 torch meets "
            "0·(−inf): f is NaN there, where mathematics says 0.",
        ),
    ),
    Entry(
        EXPONENTIAL,
        QT_TRANSLATE_NOOP("Catalogue", "x to the power x"),
        "x^x",
        (0.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "x enters as base and as exponent, and x.grad is the sum of both contributions: f (1 + ln x), "
            "zero at x = 1/e. At x = 0 torch reports 0, although the slope falls to −∞ there.",
        ),
    ),
    Entry(
        EXPONENTIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Smooth absolute value"),
        "logaddexp(a x, -a x)/a",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is tanh(a x). As a grows it sharpens into the sign of x, and f into |x|; at x = 0 the "
            "slope stays 0 for every a.",
        ),
        (Parameter("a", 1.0, 0.5, 10.0),),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "ReLU"),
        "relu(x)",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "x.grad is 0 or 1. At the kink x = 0 there is no derivative, and torch.relu reports 0.",
        ),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "Leaky ReLU"),
        "x if x > 0 else a x",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "On the left the slope is a instead of 0, so a unit with negative input still learns. At x = 0 "
            "the condition is false: autograd follows the branch taken and reports a.",
        ),
        (Parameter("a", 0.1, 0.0, 1.0),),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "ELU"),
        "elu(x, a)",
        (-5.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The slope arrives at x = 0 as a from the left and leaves as 1 to the right: only a = 1 joins "
            "the two pieces without a kink.",
        ),
        (Parameter("a", 1.0, 0.2, 3.0),),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "SELU"),
        "selu(x)",
        (-5.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "At x = 0 the slope drops from 1.758 to 1.051. The two constants are chosen so that activations "
            "tend to keep mean 0 and variance 1 from layer to layer.",
        ),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "GELU"),
        "gelu(x)",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f dips to −0.170 near x = −0.752, and df/dx is negative to the left of that. At x = √2 the "
            "slope reaches 1.129, more than the 1 it tends to.",
        ),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "GELU by tanh"),
        "0.5x (1 + tanh(sqrt(2/pi) (x + 0.044715x^3)))",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The approximation that GPT-2 uses is off by less than 0.0005. Autograd differentiates the "
            "approximation, as it cannot know what was meant.",
        ),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "Swish"),
        "x sigmoid(b x)",
        (-5.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "b = 0 gives the line x/2, b = 1 the SiLU, a large b nearly the ReLU. The slope at x = 0 is 1/2 "
            "for every b.",
        ),
        (Parameter("b", 1.0, 0.0, 10.0),),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "Mish"),
        "x tanh(softplus(x))",
        (-5.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The least value is −0.309 near x = −1.192, where df/dx is zero; the greatest slope is 1.088 "
            "near x = 1.49. Three functions, one chain rule.",
        ),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "Softplus"),
        "softplus(b x)/b",
        (-6.0, 6.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "A ReLU with a rounded corner: df/dx is sigmoid(b x), a rounded step that sharpens as b grows.",
        ),
        (Parameter("b", 1.0, 0.5, 10.0),),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "Sigmoid"),
        "1/(1 + exp(-a x))",
        (-8.0, 8.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx = a f (1 − f) is never more than |a|/4 in size. With a = 1, ten sigmoids in a row shrink "
            "a gradient at least a millionfold: the vanishing gradient.",
        ),
        (Parameter("a", 1.0, -3.0, 3.0),),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "Tanh"),
        "tanh(x)",
        (-5.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx = 1 − f², so backward needs only the saved result. The slope is 1 at x = 0 and 0.00018 at "
            "x = 5: a saturated unit hardly learns.",
        ),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "Softsign"),
        "x/(1 + |x|)",
        (-6.0, 6.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Although it is made with |x|, f has no kink: its slope is 1/(1 + |x|)², 1 at x = 0. The kink is in df/dx.",
        ),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "Hard swish"),
        "x clamp(x + 3, 0, 6)/6",
        (-5.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Straight, a piece of a parabola, straight: df/dx jumps from 0 down to −1/2 at x = −3 and from "
            "3/2 down to 1 at x = 3. No exponential has to be computed.",
        ),
    ),
    Entry(
        ACTIVATIONS,
        QT_TRANSLATE_NOOP("Catalogue", "Soft threshold"),
        "sign(x) max(|x| - a, 0)",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Where |x| < a both f and x.grad are zero; outside f is x moved by a towards zero, with slope 1. "
            "This is the proximal step of the penalty a |x|.",
        ),
        (Parameter("a", 1.0, 0.0, 2.0),),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Squared error"),
        "(x - t)^2",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx = 2 (x − t): the pull towards the target t grows with the error, so one far outlier can "
            "outweigh many small errors.",
        ),
        (Parameter("t", 1.0, -3.0, 3.0),),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Absolute error"),
        "|x - t|",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The pull is 1 in size however large the error is. At x = t torch reports 0, since it takes the "
            "slope of |u| to be sign(u).",
        ),
        (Parameter("t", 1.0, -3.0, 3.0),),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Huber loss"),
        "where(|x - t| < d, (x - t)^2/2, d (|x - t| - d/2))",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is the error x − t cut off at −d and d: squared error near the target, absolute error far "
            "from it, and no kink in f where they meet.",
        ),
        (Parameter("t", 0.0, -3.0, 3.0), Parameter("d", 1.0, 0.2, 3.0)),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Log-cosh loss"),
        "log(cosh(x - t))",
        (-5.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is tanh(x − t): like the Huber loss with d = 1, but without any piece or seam, so it can "
            "be differentiated again and again.",
        ),
        (Parameter("t", 0.0, -3.0, 3.0),),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Cauchy loss"),
        "log(1 + ((x - t)/s)^2)",
        (-8.0, 8.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The pull is strongest, 1/s, at the distance s from the target and then fades: far outliers are let go.",
        ),
        (Parameter("t", 0.0, -3.0, 3.0), Parameter("s", 1.0, 0.2, 3.0)),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Quantile loss"),
        "max(q (t - x), (q - 1) (t - x))",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The slope is −q below the target and 1 − q above it, so the best single guess for many targets "
            "is their q-quantile. At x = t the two tie and torch reports the mean, 1/2 − q.",
        ),
        (Parameter("q", 0.8, 0.05, 0.95), Parameter("t", 0.0, -3.0, 3.0)),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Cross-entropy"),
        "-t log(x) - (1 - t) log(1 - x)",
        (0.0, 1.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "With t = 1 the slope is −1/x. At x = 1, the perfect prediction, the unused term is 0·log 0 and "
            "f is NaN; torch's own binary_cross_entropy keeps its logarithms above −100 for this reason.",
        ),
        (Parameter("t", 1.0, 0.0, 1.0),),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Cross-entropy of a logit"),
        "softplus(x) - t x",
        (-8.0, 8.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx = sigmoid(x) − t, prediction minus target: never more than 1 in size, however wrong the "
            "logit, and never vanishing while it is wrong.",
        ),
        (Parameter("t", 1.0, 0.0, 1.0),),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Hinge loss"),
        "max(0, 1 - t x)",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Once t x > 1 both f and x.grad are zero: a sample that is right by a margin teaches nothing. At "
            "the corner t x = 1 torch.maximum reports −t/2, halfway between the slopes.",
        ),
        (Parameter("t", 1.0, -1.0, 1.0),),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Focal loss"),
        "-(1 - x)^g log(x)",
        (0.0, 1.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "x is the probability given to the true class. With g = 0 this is cross-entropy, slope −1.11 at "
            "x = 0.9; with g = 2 the slope there is only −0.032: easy samples count little.",
        ),
        (Parameter("g", 2.0, 0.0, 5.0),),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Poisson loss"),
        "exp(x) - t x",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx = exp(x) − t is zero at x = ln t. Too high a prediction is punished exponentially, too "
            "low a one only in proportion.",
        ),
        (Parameter("t", 3.0, 0.1, 10.0),),
    ),
    Entry(
        LOSSES,
        QT_TRANSLATE_NOOP("Catalogue", "Lasso"),
        "(x - t)^2/2 + w |x|",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "While |t| < w the minimum is exactly at the kink x = 0, where the slope jumps from −t − w to w "
            "− t. What torch reports at x = 0 is −t: a minimum need not have gradient zero.",
        ),
        (Parameter("t", 0.5, -3.0, 3.0), Parameter("w", 1.0, 0.0, 3.0)),
    ),
    Entry(
        SPECIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Error function"),
        "erf(x)",
        (-5.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is (2/√π) exp(−x²), 1.128 at x = 0. From about x = 4 on f is exactly 1 in float32, yet "
            "x.grad is not 0: it is computed from x, not from f.",
        ),
    ),
    Entry(
        SPECIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Inverse error function"),
        "erfinv(x)",
        (-1.0, 1.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "√2 erfinv(x) turns a uniform random number into a normal one. The slope is least, √π/2 = 0.886, "
            "at x = 0; at x = ±1 f and x.grad are infinite.",
        ),
    ),
    Entry(
        SPECIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Normal distribution"),
        "ndtr((x - m)/s)",
        (-5.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f is the probability of a value below x, and df/dx is the bell curve: the rise of f between two "
            "points is the area under df/dx between them.",
        ),
        (Parameter("m", 0.0, -3.0, 3.0), Parameter("s", 1.0, 0.2, 3.0)),
    ),
    Entry(
        SPECIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Factorial"),
        "x!",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The curve Γ(x + 1) joins 0! = 1, 1! = 1, 2! = 2, 3! = 6 and has poles at −1, −2, −3, −4. "
            "PyTorch has only the logarithm of Γ, so x.grad comes through exp(lgamma(x + 1)).",
        ),
    ),
    Entry(
        SPECIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Log-gamma"),
        "lgamma(x)",
        (-3.0, 6.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f is ln|Γ(x)| and df/dx is the digamma function. For x > 0 the slope is zero only at x = "
            "1.4616, between f(1) = 0 and f(2) = 0.",
        ),
    ),
    Entry(
        SPECIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Digamma"),
        "digamma(x)",
        (-4.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx, the trigamma function, is positive between all the poles at 0, −1, −2, …: f climbs from "
            "−∞ to +∞ in each gap, and comes down only by jumping.",
        ),
    ),
    Entry(
        SPECIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Stirling's remainder"),
        "lgamma(x) - (x - 1/2) log(x) + x - log(2pi)/2",
        (1.0, 50.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f is close to 1/(12x), but it is left over from numbers near 190: at the right end float32 is "
            "rough by about one per cent, while float64 is smooth.",
        ),
    ),
    Entry(
        SPECIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Scaled Bessel function I₀"),
        "i0e(x)",
        (-6.0, 6.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "exp(−|x|) I₀(x) inherits a kink at x = 0: the slope jumps from 1 to −1, and torch reports 0 there.",
        ),
    ),
    Entry(
        SPECIAL,
        QT_TRANSLATE_NOOP("Catalogue", "Bessel function J₀"),
        "j0(x)",
        (-15.0, 15.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Calculus says df/dx = −J₁(x), but PyTorch has no derivative for it: y does not require grad "
            "even though x does, and backward() raises RuntimeError.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Absolute value"),
        "|x|",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The slope jumps from −1 to 1. At the kink x = 0 torch reports 0, one of the subgradients between.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Sign"),
        "sign(x)",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "x.grad is 0 everywhere, at the jump too: a descent on such a function gets no signal and never moves.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Staircase"),
        "floor(x)",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "torch gives floor the derivative 0, so backward() runs and x.grad is a tensor of zeros, which "
            "is not the same as None.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Sawtooth"),
        "x - floor(x)",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The slope is 1 everywhere, even where f falls by 1. The area under df/dx gives back the line x: "
            "autograd does not see the jumps.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Triangle wave"),
        "|mod(x, 2) - 1|",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "All corners look alike, yet torch treats them differently: at odd x it reports sign(0) = 0, at "
            "even x, where mod itself jumps, −1.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Rectified sine"),
        "|sin(x)|",
        (-tau, tau),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "At each multiple of π df/dx = cos(x) sign(sin(x)) jumps from −1 to 1: a kink of f.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Highest of three lines"),
        "max(-x, x/2, x - 1)",
        (-3.0, 5.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is the slope of the line on top and only steps upwards, so f is convex. At the corners "
            "torch reports the mean of both slopes: −1/4 at x = 0, 3/4 at x = 2.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Rounded corner"),
        "piecewise(x < 0, 0, x < 1, x^2/2, x - 1/2)",
        (-1.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f and df/dx join without a break at x = 0 and x = 1; the kinks are in df/dx, and the second "
            "derivative jumps from 0 to 1 and back.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Hidden kink"),
        "x |x|",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f is smooth enough to have a slope at x = 0. The kink has moved into df/dx = 2 |x|, and the "
            "second derivative jumps from −2 to 2.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Cube root"),
        "cbrt(x)",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "PyTorch has no cube root, so this is sign(x) |x|^(1/3). The tangent at x = 0 is vertical, slope "
            "+∞; autograd multiplies 0 by inf there and reports NaN.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Pole"),
        "1/(x - a)",
        (-4.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "df/dx is negative on both sides, yet f is higher on the right than on the left: it jumps "
            "through the pole. At x = a torch gives f = inf and x.grad = −inf.",
        ),
        (Parameter("a", 0.0, -2.0, 2.0),),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Ever faster"),
        "sin(1/x)",
        (-0.3, 0.3),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f stays between −1 and 1, but the slope −cos(1/x)/x² swings without bound: near x = 0 no number "
            "of samples is enough. At x = 0 f is NaN.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Step being sharpened"),
        "tanh(k x)",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "As k grows df/dx becomes a spike of height k at x = 0, ever narrower and always of area 2. In "
            "the limit the spike is lost: the sign of x has slope 0.",
        ),
        (Parameter("k", 5.0, 1.0, 50.0),),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Heaviside step"),
        "heaviside(x)",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "sign and floor have a derivative of 0 in PyTorch, but torch.heaviside has none: backward() "
            "raises RuntimeError and x.grad stays None.",
        ),
    ),
    Entry(
        KINKS,
        QT_TRANSLATE_NOOP("Catalogue", "Condition"),
        "x > a",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "A comparison gives True or False, shown as 1 and 0. No path leads back to x: y does not require "
            "grad, and backward() raises RuntimeError.",
        ),
        (Parameter("a", 0.0, -2.0, 2.0),),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Masked root"),
        "where(x > 0, sqrt(x), 0)",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "For x ≤ 0 f is a clean 0, but x.grad is NaN: where() hands the unused branch a gradient of 0, "
            "and the backward of sqrt turns it into 0/NaN, or 0/0 at x = 0.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Masked root, mended"),
        "where(x > 0, sqrt(where(x > 0, x, 1)), 0)",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "A second where() keeps bad values out of sqrt, so both f and x.grad are 0 for every x ≤ 0. Mask "
            "what goes into the function, not only what comes out.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Masked overflow"),
        "where(x > 20, x, log(1 + exp(x)))",
        (-40.0, 120.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "For every large x f is right, but above x = 88.7 x.grad is NaN in float32: in the branch that "
            "was not taken exp(x) has overflowed, and 0·inf is NaN.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Smooth bump"),
        "where(|x| < 1, exp(-1/(1 - x^2)), 0)",
        (-1.5, 1.5),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Every derivative of f exists, and at ±1 all of them are 0. But at x = ±1, and just outside up "
            "to |x| = 1.0056 in float32, x.grad is NaN: the unused exponential overflows there.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Norm at zero"),
        "sqrt(x^2)",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "This is |x|, but at x = 0 x.grad is NaN and not 0: the backward of sqrt gives inf, and the "
            "backward of x² multiplies it by 0.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Norm at zero, mended"),
        "sqrt(x^2 + a^2)",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "The root never sees zero: at x = 0 x.grad is 0. The price is that f is too high there by a, and "
            "less elsewhere.",
        ),
        (Parameter("a", 0.1, 0.01, 1.0),),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Root of nothing"),
        "sqrt(x)",
        (-1.0, 4.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "At x = 0 f is a harmless 0 but x.grad is inf; one such sample in a batch spoils the whole "
            "update. For x < 0 both are NaN.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Fractional power"),
        "x^a",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Left of 0 f and x.grad are NaN unless a is a whole number; that goes for x^(1/3) too, though −8 "
            "has the real cube root −2. At x = 0 x.grad is inf for a < 1.",
        ),
        (Parameter("a", 1.5, 0.5, 3.0),),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Slope without a value"),
        "log(x)",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "For x < 0 f is NaN, yet x.grad is the ordinary number 1/x: backward only divides by x and never "
            "looks at f. A finite gradient does not prove that the value was one.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Zero over zero"),
        "sin(x)/x",
        (-10.0, 10.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "At x = 0 f and x.grad are NaN, although f tends to 1. Close to 0 df/dx is a difference of two "
            "huge terms: at x = 0.001 float32 gets about one digit of it right.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Two ReLUs"),
        "relu(x) - relu(-x)",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "This is x, whose slope is 1; but at x = 0 each relu reports 0 and so does x.grad. Autograd "
            "differentiates the program, not the function that it computes.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Ties"),
        "max(x, x^2)",
        (-1.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "At a tie torch.maximum sends half of the gradient each way: x.grad is 1/2 at x = 0 and 3/2 at x "
            "= 1. By the same rule max(0, x) has 1/2 at x = 0, where relu(x) has 0.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Edge of a clamp"),
        "clamp(x, -1, 1)",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Outside the bounds x.grad is 0, so nothing pulls x back. Exactly at ±1 torch.clamp reports 1, "
            "while hardtanh, the same curve, reports 0.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Detached factor"),
        "x detach(x^2)",
        (-2.0, 2.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f is x³, but autograd takes the detached factor for a constant: x.grad is x², a third of the "
            "true slope 3x².",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Straight-through rounding"),
        "x + detach(round(x) - x)",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f is round(x), whose slope is 0; detaching the difference makes x.grad 1 everywhere. Networks "
            "with rounded weights are trained this way.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Reversed gradient"),
        "2 detach(x) - x",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f is x and x.grad is −1: what follows is trained as usual, what comes before is trained the "
            "opposite way. Domain-adversarial networks use it.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Constant with a slope"),
        "exp(x - detach(x))",
        (-3.0, 3.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f is exactly 1 at every x, and x.grad is exactly 1 as well: a factor like this changes no value "
            "but adds a term to the gradient.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Silent factor"),
        "x j0(x)",
        (-10.0, 10.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "PyTorch has no derivative for J₀, yet backward() runs without a word: x.grad is J₀(x), and the "
            "term −x J₁(x) is missing.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Overflowing softplus"),
        "log(1 + exp(x))",
        (-40.0, 120.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "Above x = 88.7 exp(x) overflows in float32: f is inf and x.grad NaN. Below x = −17, 1 + exp(x) "
            "rounds to 1 and f is 0, while x.grad still is exp(x).",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Overflowing softplus, mended"),
        "max(x, 0) + log1p(exp(-|x|))",
        (-40.0, 120.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "exp never gets a positive number, so nothing overflows. At x = 0 the tie in max gives 1/2 and "
            "the kink of |x| gives 0: together 1/2, which happens to be right.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Infinity over infinity"),
        "exp(x)/(1 + exp(x))",
        (-40.0, 120.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "This is sigmoid(x), but above x = 88.7 float32 computes inf/inf: f and x.grad are NaN. A "
            "softmax written without subtracting the maximum fails in the same way.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Logarithm of a sigmoid"),
        "log(sigmoid(x))",
        (-120.0, 20.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "f should follow the line x to the left with slope 1. Below x = −88.8 the sigmoid is 0 in "
            "float32: f is −inf and x.grad NaN; logsigmoid(x) has no such end.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "Logarithm in stairs"),
        "log(1 + x)",
        (-1e-5, 1e-5),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "float32 has few numbers near 1, so 1 + x, and f with it, climbs in stairs. x.grad knows nothing "
            "of them: it stays within 0.002 % of 1. log1p(x) has no stairs.",
        ),
    ),
    Entry(
        TRAPS,
        QT_TRANSLATE_NOOP("Catalogue", "There and back"),
        "acos(cos(x))",
        (-7.0, 7.0),
        QT_TRANSLATE_NOOP(
            "Catalogue",
            "A triangle wave of slope ±1. Near x = 0 float32 forgets the way back: at x = 0.0001 cos x is 1, "
            "so f is 0 and x.grad is inf, and at x = 0 x.grad is NaN.",
        ),
    ),
)
"""Every entry, group by group."""
