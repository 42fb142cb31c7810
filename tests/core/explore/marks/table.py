# ruff: noqa: E501 - one row, one line
"""Functions whose marks are known by hand: text; range; marks in words, `kind place [= height]`, as SymPy reads them.

Only the kinds that are named are compared where a row begins with `only`.
"""

POLYNOMIALS = """
x; -1, 1; zero 0
2x + 1; -3, 3; zero -1/2
x^2; -2, 2; zero 0, minimum 0
x^2 - 2; -2, 2; zero -sqrt(2), zero sqrt(2), minimum 0 = -2
x^2 + 1; -2, 2; minimum 0 = 1
-x^2; -1, 1; zero 0, maximum 0
x^2 + 1e10; -5, 5; minimum 0 = 1e10
x^2 - 2x + 1; 1 - 1e-6, 1 + 1e-6; zero 1, minimum 1
x^2 - x - 1; -2, 2; zero (1 - sqrt(5))/2, zero (1 + sqrt(5))/2, minimum 1/2 = -5/4
x^3; -1, 1; zero 0, inflection 0
x^3 - x; -1, 1; zero -1, zero 0, zero 1, maximum -sqrt(3)/3, minimum sqrt(3)/3, inflection 0
x^3 + x; -1, 1; zero 0, inflection 0
x^3 - 2; -2, 2; zero 2**(1/3), inflection 0 = -2
(x - 1)^3; 0, 2; zero 1, inflection 1
x^4; -1, 1; zero 0, minimum 0
x^4 - 2x^2; -2, 2; zero -sqrt(2), zero 0, zero sqrt(2), minimum -1 = -1, minimum 1 = -1, maximum 0, inflection -sqrt(3)/3, inflection sqrt(3)/3
x^4 - 4x^3 + 6x^2 - 4x + 1; -1, 3; zero 1, minimum 1
x^5; -2, 2; zero 0, inflection 0
x^6; -1, 1; zero 0, minimum 0
x^7; -1, 1; zero 0, inflection 0
x^8; -2, 2; zero 0, minimum 0
x^20; -1, 1; zero 0, minimum 0
x^7 - 7x^6 + 21x^5 - 35x^4 + 35x^3 - 21x^2 + 7x - 1; 0.9, 1.1; zero 1, inflection 1
(x - 1)(x - 1.001); -5, 5; zero 1, zero 1.001, minimum 1.0005
x(x - 1)(x - 2); -1, 3; zero 0, zero 1, zero 2, maximum 1 - sqrt(3)/3, minimum 1 + sqrt(3)/3, inflection 1
5; -1, 1;
x - x; -1, 1;
"""

RATIONAL = """
1/x; -1, 1; pole 0
1/x; 1, 2;
1/x^2; -5, 5; pole 0 = oo
-1/x^2; -5, 5; pole 0 = -oo
1/(x-1)^2; -5, 5; pole 1 = oo
1/(x^2 - 2); -3, 3; pole -sqrt(2), pole sqrt(2), maximum 0 = -1/2
(x^2-1)/(x-1); -5, 5; zero -1, hole 1 = 2
1/(1-x) - 2/(1-x^2); 0.9, 1.1; hole 1 = -1/2
(x^2 + 1)/x; -5, 5; pole 0, maximum -1 = -2, minimum 1 = 2
x/(x^2 + 1); -3, 3; zero 0, minimum -1 = -1/2, maximum 1 = 1/2, inflection 0, inflection -sqrt(3), inflection sqrt(3)
x/(x^2 + 1e-12); -1, 1; zero 0, inflection 0, minimum -1e-6, maximum 1e-6, inflection -sqrt(3)*1e-6, inflection sqrt(3)*1e-6
1/(1 + x^2); -3, 3; maximum 0 = 1, inflection -sqrt(3)/3 = 3/4, inflection sqrt(3)/3 = 3/4
x/x; -1, 1; hole 0 = 1
(x^2 - 2x)/(x - 2); -5, 5; zero 0, hole 2 = 2
(x^2 - 3x)/x; -4, 4; hole 0 = -3, zero 3
(x + 2)/(x + 3); -10, 10; pole -3, zero -2
x + tan(x); -3, 3; zero -2.028757838110434, pole -pi/2, zero 0, inflection 0, pole pi/2, zero 2.028757838110434
x floor(x); -2.5, 2.5; jump -2 = 4, jump -1 = 1, kink 0 = 0, jump 1 = 1, jump 2 = 4
x^2/x; -1, 1; hole 0 = 0
(x-1)/(x-1)^2; 0, 2; pole 1
(x^2-2)/(x-sqrt(2)); -3, 3; zero -sqrt(2), hole sqrt(2) = 2*sqrt(2)
1/abs(x); -2, 2; pole 0 = oo
x/abs(x); -3, 3; jump 0
1/(1 + e^(1/x)); -2, 2; only jump, jump 0
"""

TRIGONOMETRIC = """
sin(x); 0, pi; zero 0, zero pi, inflection 0, inflection pi, maximum pi/2 = 1
sin(x); -5, 5; zero -pi, zero 0, zero pi, inflection -pi, inflection 0, inflection pi, maximum -3*pi/2, minimum -pi/2, maximum pi/2, minimum 3*pi/2
cos(x); 0, pi; zero pi/2, inflection pi/2, maximum 0 = 1, minimum pi = -1
tan(x); -2, 2; pole -pi/2, zero 0, inflection 0, pole pi/2
tan(x)^2; -2, 2; pole -pi/2 = oo, zero 0, minimum 0, pole pi/2 = oo
sin(x)/x; -5, 5; only zero hole minimum maximum, zero -pi, hole 0 = 1, zero pi, minimum -4.493409457909064, minimum 4.493409457909064
where(x == 0, 1, sin(x)/x); -1, 1; maximum 0 = 1
where(x == 0, 5, sin(x)/x); -1, 1; jump 0 = 5, maximum 0 = 5
cos(x)^6; 1, 2; only zero minimum maximum, zero pi/2, minimum pi/2
sin(x)^2; -1, 4; zero 0, minimum 0, zero pi, minimum pi, maximum pi/2 = 1, inflection -pi/4, inflection pi/4, inflection 3*pi/4, inflection 5*pi/4
sin(x)^2 + cos(x)^2; -3, 3;
1/sin(x); -4, 4; pole -pi, pole 0, pole pi, maximum -pi/2 = -1, minimum pi/2 = 1
1 - cos(x); -1, 1; zero 0, minimum 0
(1 - cos(x))/x^2; -0.001, 0.001; hole 0 = 1/2
asin(x); -2, 2; edge -1, minimum -1, zero 0, inflection 0, edge 1, maximum 1
acos(x); -2, 2; edge -1, maximum -1, inflection 0, edge 1, minimum 1, zero 1
atan(x); -6, 6; zero 0, inflection 0
atan(1/x); -1, 1; jump 0
sin(3x) - 1/2; 0, 1; zero pi/18, zero 5*pi/18, maximum pi/6 = 1/2, inflection 0 = -1/2
sinc(x); -1/2, 3/2; only zero maximum minimum, maximum 0 = 1, zero 1, minimum 1.4302966531242027
sin(x) - cos(x); 0, 2; zero pi/4, inflection pi/4
sin(2x) + 1; -1, 1; zero -pi/4, minimum -pi/4, maximum pi/4 = 2, inflection 0 = 1
"""

EXPONENTIAL = """
exp(x); -3, 3;
exp(x) - 1; -2, 2; zero 0
exp(-x^2); -2, 2; maximum 0 = 1, inflection -sqrt(2)/2, inflection sqrt(2)/2
exp(-1e8 (x - 0.123)^2); 0.12, 0.13; only maximum minimum zero, maximum 0.123 = 1
exp(-1e8 (x - 0.123)^2); -5, 5; only maximum minimum zero, maximum 0.123 = 1
x exp(-x^2); -100, 100; zero 0, inflection 0, minimum -sqrt(2)/2, maximum sqrt(2)/2, inflection -sqrt(6)/2, inflection sqrt(6)/2
x exp(x); -4, 2; zero 0, minimum -1 = -exp(-1), inflection -2
e^(1/x); -5, 5; pole 0, inflection -1/2
e^(-1/x^2); -1, 1; hole 0 = 0, inflection -sqrt(6)/3, inflection sqrt(6)/3
log(x); -1, 5; edge 0 = -oo, zero 1
log(abs(x)); -5, 5; zero -1, pole 0 = -oo, zero 1
log(1 + x^2); -3, 3; zero 0, minimum 0, inflection -1, inflection 1
x log(x); -1, 3; edge 0 = 0, zero 1, minimum exp(-1) = -exp(-1)
where(x > 0, x log(x), 0); -1, 3; kink 0, zero 1, minimum exp(-1)
log(exp(x)); -800, 800; zero 0
log(x)/x; -1, 8; edge 0 = -oo, zero 1, maximum E = exp(-1), inflection exp(3/2)
x^x; -1, 3; edge 0, maximum 0 = 1, minimum exp(-1)
(1+x)^(1/x); -2, 5; edge -1 = oo, hole 0 = E
cosh(x); -2, 2; minimum 0 = 1
sinh(x); -2, 2; zero 0, inflection 0
tanh(x); -2, 2; zero 0, inflection 0
tanh(1e9 x); -1, 1; zero 0, inflection 0
sigmoid(x); -6, 6; inflection 0 = 1/2
2^x - 3; 0, 3; zero log(3)/log(2)
coth(x); -2, 2; pole 0
"""

ROOTS_AND_STEPS = """
sqrt(x); -1, 5; edge 0, zero 0, minimum 0
sqrt(x); 0, 5; edge 0, zero 0, minimum 0
x^(1/3); -1, 5; edge 0, zero 0, minimum 0
cbrt(x); -1, 1; kink 0, zero 0, inflection 0
cbrt(cbrt(cbrt(x))); -1, 1; kink 0, zero 0, inflection 0
sqrt(4 - x^2); -5, 5; edge -2, zero -2, minimum -2, maximum 0 = 2, edge 2, zero 2, minimum 2
sqrt(1 - x^2); -2, 2; edge -1, zero -1, minimum -1, maximum 0 = 1, edge 1, zero 1, minimum 1
sqrt(x^2); -2, 2; kink 0, zero 0, minimum 0
sqrt(x^2 - 1); -3, 3; edge -1, zero -1, minimum -1, edge 1, zero 1, minimum 1
1/sqrt(x); -1, 4; edge 0 = oo
abs(x)^(2/3); -2, 2; kink 0, zero 0, minimum 0
abs(x); -1, 1; kink 0, zero 0, minimum 0
abs(x - 1) + abs(x + 1); -3, 3; kink -1 = 2, kink 1 = 2
abs(x^2 - 1); -2, 2; kink -1, zero -1, minimum -1, maximum 0 = 1, kink 1, zero 1, minimum 1, inflection -1, inflection 1; not inflection
relu(x); -1, 1; kink 0
relu(x)*(x - 1); -3, 3; kink 0, minimum 1/2 = -1/4, zero 1
max(x^2, x); -1, 2; kink 0, zero 0, minimum 0, kink 1 = 1
min(x, 1 - x); -1, 2; zero 0, kink 1/2 = 1/2, maximum 1/2, zero 1
sign(x); -1, 1; jump 0, zero 0
floor(x); -1.5, 1.5; jump -1, jump 0, jump 1
ceil(x); -1.5, 1.5; only jump, jump -1, jump 0, jump 1
round(x); -1, 1; only jump, jump -1/2, jump 1/2
mod(x, 1); 0.5, 1.5; jump 1, zero 1, minimum 1
x - floor(x); 0.5, 1.5; jump 1, zero 1, minimum 1
heaviside(x); -1, 1; jump 0
where(x < 0, 0, sqrt(x)); -1, 1; kink 0
where(x > 0, 1, 0); -1, 1; jump 0
where(x < 1, x^2, 2 - x); 0, 3; zero 0, minimum 0, kink 1 = 1, maximum 1, zero 2
piecewise(x < 1, x, x < 2, 2x, 100x); -5, 45; zero 0, jump 1, jump 2
where(x > 0, sqrt(x), x); -5, -1;
where(x > 0, sqrt(x), x^2 + 2x); -5, -0.5; zero -2, minimum -1 = -1
clamp(x, -1, 1); -2, 2; kink -1, zero 0, kink 1
leaky_relu(x); -1, 1; kink 0, zero 0
hardtanh(x); -2, 2; kink -1, zero 0, kink 1
elu(x); -2, 2; zero 0
floor(x)/x; 0.5, 1.5; only jump, jump 1
"""

SPECIAL = """
erf(x); -3, 3; zero 0, inflection 0
gelu(x); -5, 5; zero 0, minimum -0.7517915246935645, inflection -sqrt(2), inflection sqrt(2)
silu(x); -5, 5; only zero minimum, zero 0, minimum -1.2784645427610738
softplus(x); -100, 100;
softsign(x); -2, 2; zero 0, inflection 0
mish(x); -5, 5; only zero minimum, zero 0, minimum -1.192431214515495
tanhshrink(x); -2, 2; zero 0, inflection 0
gamma(x); 0.5, 3; minimum 1.4616321449683622
gamma(x); -1.5, 1; pole -1, pole 0, maximum -0.5040830082644554
lgamma(x); 0.5, 3; zero 1, zero 2, minimum 1.4616321449683622
j0(x); -3, 3; only zero maximum, zero -2.404825557695773, maximum 0 = 1, zero 2.404825557695773
digamma(x); 0.5, 3; zero 1.4616321449683622
logit(x); -1, 2; edge 0 = -oo, zero 1/2, inflection 1/2, edge 1 = oo
acosh(x); -2, 4; edge 1, zero 1, minimum 1
atanh(x); -2, 2; edge -1 = -oo, zero 0, inflection 0, edge 1 = oo
xlogy(x, x); 0, 2; only zero minimum, zero 0, zero 1, minimum exp(-1)
hypot(x, 1); -2, 2; minimum 0 = 1
i0(x); -2, 2; minimum 0 = 1
"""

# After public reports of plotting tools and calculators, in this order; our own numbers, and the truth by hand:
# numworks/epsilon#1687, drlippman/IMathAS#85, numworks/epsilon#1667, aantthony/equation.io#64,
# microsoft/calculator#1502 #1279, dheera/fooplot#9, mkulesh/microMathematics#46, numworks/epsilon#1762,
# JuliaPlots/Plots.jl#1804, ManimCommunity/manim#1126, jsxgraph/jsxgraph#587, microsoft/calculator#1817,
# numworks/epsilon#1968 #2234, sympy/sympy#18455 #21538 #17738 #7280 #16750, sagemath/sage#40760 (two), sympy/sympy#16572
# #17018 (two), numworks/epsilon#1393, cortex-js/compute-engine#200, ProjectMOSAIC/mosaicCalc#19, jsxgraph/jsxgraph#766,
# jd-oviedo/TSIA2Math#86, JuliaIntervals/IntervalRootFinding.jl#196 #195, Proektsoftbg/Calcpad#50, JuliaMath/Roots.jl#69,
# albi3ro/M4#9, numworks/epsilon#1074, mauriciopoppe/function-plot#57 #48 #210, serso/android-calculatorpp#233,
# numworks/epsilon#1350, unageek/graphest#893, josdejong/mathjs#2332, ChristopherChudzicki/math3d-react#227
REPORTS = """
1/(x^2 - x - 2); -5, 5; pole -1, pole 2, maximum 1/2 = -4/9
5(x + 2)/(x + 3); -10, 10; pole -3, zero -2
(x^2 - 9)/(x - 3); -5, 5; hole 3 = 6, zero -3
x + tan(x); -2, 2; zero 0, inflection 0, pole -pi/2, pole pi/2
sin(x)/x^2; -4, 4; only pole zero hole, pole 0, zero -pi, zero pi
tan(x); -5, 5; zero -pi, zero 0, zero pi, inflection -pi, inflection 0, inflection pi, pole -3*pi/2, pole -pi/2, pole pi/2, pole 3*pi/2
(x - 4)^3 x^2 (x + 5); -6, 6; only zero minimum maximum, zero -5, zero 0, zero 4, minimum (-13 - sqrt(1129))/12, maximum 0, minimum (-13 + sqrt(1129))/12
1/x; -30, 30; pole 0
floor(x); -2.5, 2.5; only jump, jump -2, jump -1, jump 0, jump 1, jump 2
3/x; -3, 3; pole 0
mod(x, 1); -1.5, 2.5; only jump pole kink, jump -1, jump 0, jump 1, jump 2
sqrt(x^2 - 9); -8, 8; edge -3, zero -3, minimum -3, edge 3, zero 3, minimum 3
sqrt(x) sin(pi x/2); -1, 5; only zero edge, edge 0, zero 0, zero 2, zero 4
x^3 - 3x; -2, 2; zero -sqrt(3), zero 0, zero sqrt(3), maximum -1 = 2, minimum 1 = -2, inflection 0
x^4; -10, 10; zero 0, minimum 0
tan(x); -10, 10; only pole, pole -5*pi/2, pole -3*pi/2, pole -pi/2, pole pi/2, pole 3*pi/2, pole 5*pi/2
sin(x)/cos(x); -3, 3; zero 0, inflection 0, pole -pi/2, pole pi/2
piecewise(x < 1, x^2, x < 3, 4 - x, 1); -1, 5; zero 0, minimum 0, jump 1, maximum 1 = 3, kink 3 = 1
(x^2 - 9)/(x^2 - x - 6); -5, 5; hole 3 = 6/5, pole -2, zero -3
2 log(x); -1, 5; edge 0 = -oo, zero 1
floor(x) + 1/2; -0.5, 0.9; jump 0
abs(gamma(x)); -3.5, 3; only pole zero, pole -3 = oo, pole -2 = oo, pole -1 = oo, pole 0 = oo
2/x; 0, 3; pole 0
1/(2 - x); -2, 4; pole 2
1/sqrt(x - 2); -2, 4; edge 2 = oo
2 abs(x); -2, 2; kink 0, zero 0, minimum 0
log(abs(x)); -3, 3; pole 0 = -oo, zero -1, zero 1
1 + sin(x); -5, 5; zero -pi/2, minimum -pi/2, zero 3*pi/2, minimum 3*pi/2, maximum -3*pi/2 = 2, maximum pi/2 = 2, inflection -pi = 1, inflection 0 = 1, inflection pi = 1
(x - 1)^2; -3, 3; zero 1, minimum 1
(x - 2)^2; -2, 6; zero 2, minimum 2
tan(x); 0.5, 10; only zero, zero pi, zero 2*pi, zero 3*pi
2cos(x)^2 - 5cos(x)^2 + 3; -1, 6; only zero minimum maximum, zero 0, minimum 0, maximum pi/2 = 3, zero pi, minimum pi, maximum 3*pi/2 = 3
x^2 - 6x + 9; -1, 7; zero 3, minimum 3
90x^2 + 200x + 3e-6; -3, 1; zero (-100 - sqrt(10000 - 27/100000))/90, zero (-100 + sqrt(10000 - 27/100000))/90, minimum -10/9
cos(2 pi x) - x; -3, 3; only jump kink pole
sqrt(x)^2; -2, 2; edge 0, zero 0, minimum 0
x^1.5; -2, 2; edge 0, zero 0, minimum 0
x^(1/2); -2, 2; edge 0, zero 0, minimum 0
x^(1/3); -7, 7; edge 0, zero 0, minimum 0
tan(x/2); -6, 6; zero 0, inflection 0, pole -pi, pole pi
x^2.0000001; -2, 2; edge 0, zero 0, minimum 0
cbrt(x - 1); -2, 2; kink 1, zero 1, inflection 1
1/x + 1; -2, 2; pole 0, zero -1
1/(x(x - 1)); -2, 3; pole 0, pole 1, maximum 1/2 = -4
"""


def rows():
    """(text, lo, hi, kinds that are compared or None, [(kind, place, height or None)])."""
    for line in "".join(
        (POLYNOMIALS, RATIONAL, TRIGONOMETRIC, EXPONENTIAL, ROOTS_AND_STEPS, SPECIAL, REPORTS)
    ).splitlines():
        if not line:
            continue
        text, limits, told, *without = (part.strip() for part in line.split(";"))
        lo, hi = limits.split(",")
        parts = [part.strip() for part in told.split(", ") if part.strip()]
        kinds = None
        if parts and parts[0].startswith("only "):
            kinds = set(parts.pop(0).split()[1:])
        wanted = []
        for part in parts:
            kind, place = part.split(" ", 1)
            place, _, height = place.partition(" = ")
            wanted.append((kind, place, height or None))
        left_out = {word for part in without for word in part.split()[1:]}
        yield text, lo, hi, kinds, [one for one in wanted if one[0] not in left_out]


def families():
    """The same, of functions made from places: their zeros, turns and breaks are where they were put."""
    places = ("-2", "-1", "-1/2", "0", "1/3", "1/2", "1", "3/2", "2", "pi/3", "sqrt(2)", "-sqrt(3)", "E")
    for place in places:
        for power in range(2, 7):
            kind = "minimum" if power % 2 == 0 else "inflection"
            if "/3" in place or any(name in place for name in ("pi", "sqrt", "E")):
                continue
            yield f"(x - ({place}))^{power}", "-3", "3", None, [("zero", place, None), (kind, place, None)]
        simple = place.replace("E", "e")
        yield (
            f"abs(x - {simple})",
            "-3",
            "3",
            None,
            [("kink", place, None), ("zero", place, None), ("minimum", place, None)],
        )
        yield f"1/(x - {simple})", "-3", "3", None, [("pole", place, None)]
        yield f"1/(x - {simple})^2", "-3", "3", None, [("pole", place, "oo")]
        yield f"log(x - {simple})", "-3", "5", {"edge"}, [("edge", place, "-oo")]
        yield (
            f"sqrt(x - {simple})",
            "-3",
            "5",
            None,
            [("edge", place, None), ("zero", place, None), ("minimum", place, None)],
        )
        yield f"sign(x - {simple})", "-3", "3", None, [("jump", place, None), ("zero", place, None)]
        yield f"sin(x - {simple})/(x - {simple})", "-4", "4", {"hole"}, [("hole", place, "1")]
        yield f"exp(-(x - {simple})^2)", "-4", "4", {"maximum", "minimum", "zero"}, [("maximum", place, "1")]
        yield f"x - {simple}", "-3", "3", None, [("zero", place, None)]
