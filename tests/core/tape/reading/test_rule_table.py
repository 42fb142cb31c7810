"""The table of rules against torch: the node that each operation really makes, and its derivatives."""

import re
from itertools import product

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from latex2mathml.converter import convert

from explorer.core.catalogue import CATALOGUE
from explorer.core.expression import parse
from explorer.core.expression.functions import TABLE
from explorer.core.expression.torch_reading import TorchFunction
from explorer.core.tape.reading import rule_table
from explorer.core.tape.reading.kinks import _KINKS, KINKED, kinks
from explorer.core.tape.reading.rules import rule
from explorer.core.typeset import svg

RULES = rule_table.RULES | kinks()
CONTRADICTED = KINKED - kinks().keys()
"""Of these torch has two partials at one kink: one for a number, and one for several together (2.6, on some CPUs)."""

aten = torch.ops.aten

REAL = (-2.5, -1.0, -0.4, 0.0, 0.3, 1.0, 1.7)
POSITIVE = (0.2, 0.5, 1.0, 1.7, 3.0)
INSIDE = (-0.9, -0.4, 0.1, 0.5, 0.8)
UNIT = (0.1, 0.3, 0.5, 0.8)
STEPS = (-1.7, -0.5, 0.2, 0.6, 1.5)
OTHER = (1.5, -0.7, -0.4, 2.0, 0.3, -3.0, 0.9)
THIRD = (2.0, 0.5, -1.5, 0.1, 1.0, 0.7, -0.2)

# name: the operation, the points of each operand, the numbers that the rule calls by other names
EACH = {
    "AddBackward0": (torch.add, (REAL, OTHER)),
    "AddBackward1": (lambda a: aten.add.Scalar(a, 2.5), (REAL,), {"n": 2.5}),
    "SubBackward0": (torch.sub, (REAL, OTHER)),
    "SubBackward1": (lambda a: aten.sub.Scalar(a, 2.5), (REAL,), {"n": 2.5}),
    "RsubBackward0": (torch.rsub, (REAL, OTHER)),
    "RsubBackward1": (lambda a: 2.5 - a, (REAL,), {"n": 2.5}),
    "MulBackward0": (torch.mul, (REAL, OTHER)),
    "MulBackward1": (lambda a: aten.mul.Scalar(a, 2.5), (REAL,), {"n": 2.5}),
    "DivBackward0": (torch.div, (REAL, OTHER)),
    "DivBackward1": (lambda a: aten.div.Scalar(a, 2.5), (REAL,), {"n": 2.5}),
    "NegBackward0": (torch.neg, (REAL,)),
    "ReciprocalBackward0": (torch.reciprocal, (OTHER,)),
    "PowBackward0": (lambda a: a**3, (REAL,), {"n": 3.0}),
    "PowBackward1": (torch.pow, (POSITIVE, OTHER[:5])),
    "PowBackward2": (lambda a: 2.5**a, (REAL,), {"n": 2.5}),
    "SqrtBackward0": (torch.sqrt, (POSITIVE,)),
    "RsqrtBackward0": (torch.rsqrt, (POSITIVE,)),
    "HypotBackward0": (torch.hypot, (REAL, OTHER)),
    "LerpBackward0": (lambda a, b: torch.lerp(a, b, 0.3), (REAL, OTHER), {"n": 0.3}),
    "LerpBackward1": (torch.lerp, (REAL, OTHER, THIRD)),
    "AddcmulBackward0": (lambda a, b, c: torch.addcmul(a, b, c, value=0.3), (REAL, OTHER, THIRD), {"n": 0.3}),
    "AddcdivBackward0": (lambda a, b, c: torch.addcdiv(a, b, c, value=0.3), (REAL, OTHER, THIRD), {"n": 0.3}),
    "RemainderBackward0": (lambda a: a % 0.7, (STEPS,), {"n": 0.7}),
    "RemainderBackward1": (torch.remainder, (STEPS, (0.7, -0.6, 0.3, 1.1, -0.4))),
    "FmodBackward0": (lambda a: torch.fmod(a, 0.7), (STEPS,), {"n": 0.7}),
    "FmodBackward1": (torch.fmod, (STEPS, (0.7, -0.6, 0.3, 1.1, -0.4))),
    "LdexpBackward0": (torch.ldexp, (REAL, OTHER)),
    "CopysignBackward0": (torch.copysign, (OTHER, THIRD)),
    "ExpBackward0": (torch.exp, (REAL,)),
    "Exp2Backward0": (torch.exp2, (REAL,)),
    "Expm1Backward0": (torch.expm1, (REAL,)),
    "LogBackward0": (torch.log, (POSITIVE,)),
    "Log2Backward0": (torch.log2, (POSITIVE,)),
    "Log10Backward0": (torch.log10, (POSITIVE,)),
    "Log1PBackward0": (torch.log1p, (POSITIVE,)),
    "LogaddexpBackward0": (torch.logaddexp, (REAL, OTHER)),
    "Logaddexp2Backward0": (torch.logaddexp2, (REAL, OTHER)),
    "LogitBackward0": (torch.logit, (UNIT,)),
    "XlogyBackward0": (torch.xlogy, (REAL[:5], POSITIVE)),
    "SinBackward0": (torch.sin, (REAL,)),
    "CosBackward0": (torch.cos, (REAL,)),
    "TanBackward0": (torch.tan, (REAL,)),
    "AsinBackward0": (torch.asin, (INSIDE,)),
    "AcosBackward0": (torch.acos, (INSIDE,)),
    "AtanBackward0": (torch.atan, (REAL,)),
    "Atan2Backward0": (torch.atan2, (REAL, OTHER)),
    "SincBackward0": (torch.sinc, (REAL,)),
    "Deg2RadBackward0": (torch.deg2rad, (REAL,)),
    "Rad2DegBackward0": (torch.rad2deg, (REAL,)),
    "SinhBackward0": (torch.sinh, (REAL,)),
    "CoshBackward0": (torch.cosh, (REAL,)),
    "TanhBackward0": (torch.tanh, (REAL,)),
    "AsinhBackward0": (torch.asinh, (REAL,)),
    "AcoshBackward0": (torch.acosh, ((1.2, 2.0, 5.0),)),
    "AtanhBackward0": (torch.atanh, (INSIDE,)),
    "AbsBackward0": (torch.abs, (REAL,)),
    "SignBackward0": (torch.sign, (REAL,)),
    "SgnBackward0": (torch.sgn, (REAL,)),
    "FloorBackward0": (torch.floor, (STEPS,)),
    "CeilBackward0": (torch.ceil, (STEPS,)),
    "RoundBackward0": (torch.round, (STEPS,)),
    "TruncBackward0": (torch.trunc, (STEPS,)),
    "FracBackward0": (torch.frac, (STEPS,)),
    "MaximumBackward0": (torch.maximum, (REAL, OTHER)),  # -0.4 is in both at the same place
    "MinimumBackward0": (torch.minimum, (REAL, OTHER)),
    "FmaxBackward0": (torch.fmax, (REAL, OTHER)),
    "FminBackward0": (torch.fmin, (REAL, OTHER)),
    "ClampBackward0": (torch.clamp, tuple(zip(*product((-2.5, 0.3, 1.0, 4.0), repeat=3), strict=True))),
    "ClampBackward1": (lambda a: a.clamp(-1, 1), (REAL,), {"lo": -1.0, "hi": 1.0}),
    "ClampMinBackward0": (lambda a: torch.clamp_min(a, 0.3), (REAL,), {"n": 0.3}),
    "ClampMaxBackward0": (lambda a: torch.clamp_max(a, 0.3), (REAL,), {"n": 0.3}),
    "ReluBackward0": (torch.relu, (REAL,)),
    "LeakyReluBackward0": (lambda a: F.leaky_relu(a, 0.1), (REAL,), {"n": 0.1}),
    "PreluKernelBackward0": (torch._prelu_kernel, (REAL, OTHER)),
    "EluBackward0": (F.selu, (REAL,), {"lam": 1.0507009873554805, "alpha": 1.6732632423543772}),
    "CeluBackward0": (lambda a: F.celu(a, 2.0), (REAL,), {"alpha": 2.0}),
    "SigmoidBackward0": (torch.sigmoid, (REAL,)),
    "LogSigmoidBackward0": (F.logsigmoid, (REAL,)),
    "SoftplusBackward0": (lambda a: F.softplus(a, 2.0), (REAL,), {"beta": 2.0}),
    "GeluBackward0": (F.gelu, (REAL,)),
    "SiluBackward0": (F.silu, (REAL,)),
    "MishBackward0": (F.mish, (REAL,)),
    "HardtanhBackward0": (F.hardtanh, (REAL,), {"lo": -1.0, "hi": 1.0}),
    "HardsigmoidBackward0": (F.hardsigmoid, ((*REAL, -4.0, -3.0, 3.0, 4.0),)),
    "HardswishBackward0": (F.hardswish, ((*REAL, -4.0, -3.0, 3.0, 4.0),)),
    "SoftshrinkBackward0": (lambda a: F.softshrink(a, 0.4), (REAL,), {"n": 0.4}),
    "HardshrinkBackward0": (lambda a: F.hardshrink(a, 0.4), (REAL,), {"n": 0.4}),
    "ThresholdBackward0": (lambda a: F.threshold(a, 0.3, -2.0), (REAL,), {"n": 0.3, "m": -2.0}),
    "ErfBackward0": (torch.erf, (REAL,)),
    "ErfcBackward0": (torch.erfc, (REAL,)),
    "ErfinvBackward0": (torch.erfinv, (INSIDE,)),
    "LgammaBackward0": (torch.lgamma, (POSITIVE,)),
    "I0Backward0": (torch.i0, (REAL,)),
    "SpecialI1Backward0": (torch.special.i1, (REAL,)),
    "SpecialI0EBackward0": (torch.special.i0e, (REAL,)),
    "SpecialI1EBackward0": (torch.special.i1e, (REAL,)),
    "SpecialEntrBackward0": (torch.special.entr, (POSITIVE,)),
    "SpecialErfcxBackward0": (torch.special.erfcx, (REAL,)),
    "SpecialLogNdtrBackward0": (torch.special.log_ndtr, (REAL,)),
    "TanhBackwardBackward0": (aten.tanh_backward, (REAL, OTHER)),
    "SigmoidBackwardBackward0": (aten.sigmoid_backward, (REAL, OTHER)),
    "ThresholdBackwardBackward0": (lambda a, b: aten.threshold_backward(a, b, 0), (REAL, OTHER), {"n": 0.0}),
    "LeakyReluBackwardBackward0": (
        lambda a, b: aten.leaky_relu_backward(a, b, 0.1, False),
        (REAL, OTHER),
        {"n": 0.1},
    ),
    "SoftplusBackwardBackward0": (lambda a, b: aten.softplus_backward(a, b, 2.0, 20.0), (REAL, OTHER), {"beta": 2.0}),
    "GeluBackwardBackward0": (aten.gelu_backward, (REAL, OTHER)),
    "CloneBackward0": (torch.clone, (REAL,)),
    "ToCopyBackward0": (lambda a: a.float().double(), ((-2.5, -1.0, 0.0, 0.5),)),
    "AliasBackward0": (aten.alias, (REAL,)),
    "CopyBackwards": (lambda a, b: a.clone().copy_(b), (REAL, OTHER)),
    "FillBackward0": (lambda a: a.clone().fill_(2.5), (REAL,), {"n": 2.5}),
    "ZeroBackward0": (lambda a: a.clone().zero_(), (REAL,)),
}

COMPOSED = {"LdexpBackward0"}
"""In some releases of torch their operation is made of others."""


def made_by(result: torch.Tensor) -> str:
    return result.grad_fn.name().removeprefix("torch::autograd::")


def leaves(points) -> list[torch.Tensor]:
    return [torch.tensor(values, dtype=torch.float64, requires_grad=True) for values in points]


for _name in CONTRADICTED:
    del EACH[_name]


def test_only_what_torch_contradicts_itself_has_no_rule():
    for name in CONTRADICTED:
        kink = _KINKS[name]
        alone = [slopes_at(kink, [point]) for point in kink.points]
        assert alone != [slopes_at(kink, kink.points)[number : number + 1] for number in range(len(kink.points))]


def slopes_at(kink, points):
    operands = [t.clone().requires_grad_() for t in torch.tensor(points, dtype=torch.float64).T]
    slopes = torch.autograd.grad(kink.operation(torch, *operands).sum(), operands)
    return torch.stack(slopes, dim=1).tolist()


@pytest.mark.parametrize("name", EACH)
def test_an_expression_is_what_torch_computes(name):
    operation, points, *rest = EACH[name]
    numbers = rest[0] if rest else {}
    operands = leaves(points)
    y = operation(*operands)
    if name in COMPOSED and made_by(y) != name:
        assert unruled(y) == []
        return
    assert rule(y.grad_fn.name()) is RULES[name]
    assert made_by(y) == name or name == "FillBackward0"
    gradients = torch.autograd.grad(y.sum(), operands, materialize_grads=True)
    found = RULES[name]
    assert len(found.partials) == len(operands)

    names = ("a", "b", "c")[: len(operands)]
    plain = [operand.detach() for operand in operands]
    torch.testing.assert_close(evaluate(found.forward, names, plain, numbers), y.detach(), rtol=1e-7, atol=1e-12)
    for partial, gradient in zip(found.partials, gradients, strict=True):
        value = evaluate(partial, (*names, "y"), [*plain, y.detach()], numbers)
        torch.testing.assert_close(value, gradient, rtol=1e-7, atol=1e-12)  # torch's 1/6 is one of float32


def evaluate(text, names, values, numbers):
    expression = parse(text, names)
    return TorchFunction(expression)(*values, **{name: numbers[name] for name in expression.parameters})


def test_every_expression_is_checked():
    assert set(EACH) == {name for name, found in RULES.items() if found.is_expression}


# -- what is not a number for each element: the names, and how many operands


def t(*shape):
    return torch.rand(shape, dtype=torch.float64, generator=torch.manual_seed(sum(shape))).requires_grad_()


def written(change):
    y = t(3).clone()
    change(y)
    return y


def put(place, value):
    return lambda y: y.__setitem__(place, value)


CLASSES = torch.tensor([0, 1, 2])
FIRST = torch.zeros(1, 3, dtype=torch.long)
MASK = torch.tensor([True, False, True])

WHOLE = {
    "WhereBackward0": lambda: torch.where(MASK, t(3), t(3)),
    "MaskedFillBackward0": lambda: t(3).masked_fill(MASK, 0.0),
    "MaskedFillBackward1": lambda: t(3).masked_fill(MASK, t()),
    "NanToNumBackward0": lambda: t(3).nan_to_num(),
    "GluBackward0": lambda: F.glu(t(4)),
    "DigammaBackward0": lambda: torch.digamma(t(3)),
    "PolygammaBackward0": lambda: torch.polygamma(1, t(3)),
    "CopySlices": lambda: written(put(0, t())),
    "BernoulliBackward0": lambda: torch.bernoulli(t(3)),
    "NativeDropoutBackward0": lambda: torch.native_dropout(t(3), 0.5, True)[0],
    "AccumulateGrad": None,
    "SumBackward0": lambda: t(3).sum(),
    "NansumBackward0": lambda: t(3).nansum(),
    "MeanBackward0": lambda: t(3).mean(),
    "ProdBackward0": lambda: t(3).prod(),
    "VarBackward0": lambda: t(3).var(),
    "StdBackward0": lambda: t(3).std(),
    "MaxBackward0": lambda: t(3, 3).max(0)[0],
    "MaxBackward1": lambda: t(3).max(),
    "MinBackward0": lambda: t(3, 3).min(0)[0],
    "MinBackward1": lambda: t(3).min(),
    "AmaxBackward0": lambda: t(3).amax(),
    "AminBackward0": lambda: t(3).amin(),
    "MedianBackward0": lambda: t(3).median(),
    "MedianBackward1": lambda: t(3, 3).median(0)[0],
    "SortBackward0": lambda: t(3).sort()[0],
    "TopkBackward0": lambda: t(3).topk(2)[0],
    "KthvalueBackward0": lambda: t(3).kthvalue(1)[0],
    "CumsumBackward0": lambda: t(3).cumsum(0),
    "CumprodBackward0": lambda: t(3).cumprod(0),
    "CummaxBackward0": lambda: t(3).cummax(0)[0],
    "CumminBackward0": lambda: t(3).cummin(0)[0],
    "LogsumexpBackward0": lambda: t(3).logsumexp(0),
    "LinalgVectorNormBackward0": lambda: t(3).norm(),
    "NormBackward0": lambda: F.pairwise_distance(t(3, 3), t(3, 3)),
    "DistBackward0": lambda: torch.dist(t(3), t(3)),
    "SoftmaxBackward0": lambda: t(3).softmax(0),
    "LogSoftmaxBackward0": lambda: t(3).log_softmax(0),
    "MseLossBackward0": lambda: F.mse_loss(t(3), t(3)),
    "NllLossBackward0": lambda: F.cross_entropy(t(3, 3), CLASSES),
    "NllLoss2DBackward0": lambda: F.nll_loss(t(1, 3, 2, 2), torch.zeros(1, 2, 2, dtype=torch.long)),
    "BinaryCrossEntropyBackward0": lambda: F.binary_cross_entropy(t(3), t(3)),
    "BinaryCrossEntropyWithLogitsBackward0": lambda: F.binary_cross_entropy_with_logits(t(3), t(3)),
    "SmoothL1LossBackward0": lambda: F.smooth_l1_loss(t(3), t(3)),
    "HuberLossBackward0": lambda: F.huber_loss(t(3), t(3)),
    "SoftMarginLossBackward0": lambda: F.soft_margin_loss(t(3), torch.ones(3)),
    "DotBackward0": lambda: t(3) @ t(3),
    "MmBackward0": lambda: t(3, 3) @ t(3, 3),
    "BmmBackward0": lambda: torch.bmm(t(2, 3, 3), t(2, 3, 3)),
    "MvBackward0": lambda: t(3, 3) @ t(3),
    "AddmmBackward0": lambda: F.linear(t(3, 3), t(3, 3), t(3)),
    "AddmvBackward0": lambda: torch.addmv(t(3), t(3, 3), t(3)),
    "BaddbmmBackward0": lambda: torch.baddbmm(t(2, 3, 3), t(2, 3, 3), t(2, 3, 3)),
    "AddrBackward0": lambda: torch.addr(t(3, 3), t(3), t(3)),
    "LinalgCrossBackward0": lambda: torch.linalg.cross(t(3), t(3)),
    "LinalgInvExBackward0": lambda: torch.linalg.inv(t(3, 3)),
    "LinalgDetBackward0": lambda: torch.linalg.det(t(3, 3)),
    "LinalgSlogdetBackward0": lambda: torch.linalg.slogdet(t(3, 3))[1],
    "LinalgSolveExBackward0": lambda: torch.linalg.solve(t(3, 3), t(3)),
    "TraceBackward0": lambda: t(3, 3).trace(),
    "TBackward0": lambda: t(3, 3).t(),
    "TransposeBackward0": lambda: t(3, 3).mT,
    "PermuteBackward0": lambda: t(3, 3).T,
    "ViewBackward0": lambda: t(3, 3).reshape(9),
    "UnsafeViewBackward0": lambda: t(3, 3).T.reshape(9),
    "ExpandBackward0": lambda: t(3).expand(2, 3),
    "RepeatBackward0": lambda: t(3).repeat(2),
    "SqueezeBackward0": lambda: t(1, 3).squeeze(),
    "UnsqueezeBackward0": lambda: t(3)[None],
    "FlipBackward0": lambda: t(3).flip(0),
    "RollBackward0": lambda: t(3).roll(1),
    "Rot90Backward0": lambda: t(3, 3).rot90(),
    "ConstantPadNdBackward0": lambda: F.pad(t(3), (1, 1)),
    "TrilBackward0": lambda: t(3, 3).tril(),
    "TriuBackward0": lambda: t(3, 3).triu(),
    "DiagEmbedBackward0": lambda: t(3).diag(),
    "PixelShuffleBackward0": lambda: F.pixel_shuffle(t(1, 4, 2, 2), 2),
    "Im2ColBackward0": lambda: F.unfold(t(1, 1, 4, 4), 2),
    "Col2ImBackward0": lambda: F.fold(t(1, 4, 4), (3, 3), 2),
    "CatBackward0": lambda: torch.cat([t(3), t(3), t(2)]),
    "StackBackward0": lambda: torch.stack([t(3), t(3), t(3)]),
    "SplitBackward0": lambda: t(3).split(1)[0],
    "SplitWithSizesBackward0": lambda: t(3).split([1, 2])[0],
    "UnbindBackward0": lambda: t(3).unbind()[0],
    "SelectBackward0": lambda: t(3)[0],
    "SliceBackward0": lambda: t(3)[1:],
    "DiagonalBackward0": lambda: t(3, 3).diagonal(),
    "AsStridedBackward0": lambda: t(3).as_strided((2,), (1,)),
    "IndexBackward0": lambda: t(3)[MASK],
    "IndexSelectBackward0": lambda: t(3).index_select(0, CLASSES),
    "GatherBackward0": lambda: t(3, 3).gather(0, FIRST),
    "TakeBackward0": lambda: t(3).take(CLASSES),
    "MaskedSelectBackward0": lambda: t(3).masked_select(MASK),
    "UnfoldBackward0": lambda: t(3).unfold(0, 2, 1),
    "EmbeddingBackward0": lambda: F.embedding(CLASSES, t(3, 3)),
    "IndexPutBackward0": lambda: t(3).index_put((CLASSES,), t(3)),
    "IndexAddBackward0": lambda: t(3).index_add(0, CLASSES, t(3)),
    "IndexFillBackward0": lambda: t(3).index_fill(0, CLASSES, 1.0),
    "ScatterBackward0": lambda: t(3, 3).scatter(0, FIRST, t(3, 3)),
    "ScatterAddBackward0": lambda: t(3, 3).scatter_add(0, FIRST, t(3, 3)),
    "ConvolutionBackward0": lambda: F.conv2d(t(1, 1, 5, 5), t(1, 1, 2, 2), t(1)),
    "MaxPool2DWithIndicesBackward0": lambda: F.max_pool2d(t(1, 1, 4, 4), 2),
    "AdaptiveMaxPool2DBackward0": lambda: F.adaptive_max_pool2d(t(1, 1, 4, 4), 2),
    "AvgPool2DBackward0": lambda: F.avg_pool2d(t(1, 1, 4, 4), 2),
    "AdaptiveAvgPool2DBackward0": lambda: F.adaptive_avg_pool2d(t(1, 1, 4, 4), 2),
    "UpsampleNearest2DBackward0": lambda: F.interpolate(t(1, 1, 4, 4), scale_factor=2),
    "NativeBatchNormBackward0": lambda: F.batch_norm(t(3, 3), None, None, t(3), t(3), True),
    "NativeLayerNormBackward0": lambda: F.layer_norm(t(3, 3), (3,), t(3), t(3)),
    "NativeGroupNormBackward0": lambda: F.group_norm(t(2, 4, 3), 2, t(4), t(4)),
}

ELSEWHERE = {"ReshapeAliasBackward0", "LinearBackward0", "MatmulBackward0"}
"""Made by other releases of torch or on other devices."""


@pytest.mark.parametrize("name", [name for name, make in WHOLE.items() if make])
def test_the_node_has_this_name_and_so_many_operands(name):
    y = WHOLE[name]()
    found = rule(y.grad_fn.name())
    assert found is RULES[name]
    assert made_by(y)[:-1] == name[:-1]
    assert len(found.partials) == len(y.grad_fn.next_functions) or name in ("CatBackward0", "StackBackward0")
    assert found.several == (name in ("SplitBackward0", "SplitWithSizesBackward0", "UnbindBackward0"))


def test_every_rule_is_checked():
    assert set(RULES) == EACH.keys() | WHOLE.keys() | ELSEWHERE
    assert not EACH.keys() & WHOLE.keys()
    assert not rule_table.RULES.keys() & KINKED


def test_the_slot_of_a_leaf():
    x = t(3)
    name = x.sum().grad_fn.next_functions[0][0].name()
    assert name == "torch::autograd::AccumulateGrad"
    assert rule(name).partial_latex(0) == ""


def unruled(result):
    """The names of the nodes behind the result that have no rule; a step that torch cannot go back through has none."""
    seen, waiting = set(), [result.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [target for target, _ in node.next_functions]
    return [node.name() for node in seen if not rule(node.name()) and node.name() != "torch::autograd::NotImplemented"]


def unary_functions():
    return [row for row in TABLE if row.arguments[0] == 1 and row.torch and not row.takes_bool[0] and not row.symbol]


@pytest.mark.parametrize("row", unary_functions(), ids=lambda row: row.name)
def test_every_function_of_the_language_has_rules(row):
    x = torch.full((3,), 0.5, dtype=torch.float64, requires_grad=True)
    y = TorchFunction(parse(f"{row.name}(x)"))(x)
    assert set(unruled(y)) <= CONTRADICTED


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.title)
def test_every_entry_of_the_catalogue_has_rules(entry):
    x = torch.linspace(*entry.range, 5, requires_grad=True)
    y = TorchFunction(parse(entry.expression))(x, **{p.name: torch.tensor(p.value) for p in entry.parameters})
    assert unruled(y) == []


def test_a_training_step_of_a_small_net_has_rules():
    net = torch.nn.Sequential(
        torch.nn.Conv2d(1, 2, 3),
        torch.nn.BatchNorm2d(2),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Dropout(0.5),
        torch.nn.Linear(18, 5),
        torch.nn.LayerNorm(5),
        torch.nn.GELU(),
        torch.nn.Linear(5, 3),
    )
    assert unruled(F.cross_entropy(net(torch.rand(4, 1, 8, 8)), torch.tensor([0, 1, 2, 0]))) == []


def texts():
    return sorted({text for found in RULES.values() for text in (found.forward_latex, *found.partials_latex)})


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.soak) for part in range(1, 6))])
def test_every_formula_is_known_to_the_typesetter(part):
    for text in texts()[part::6]:
        assert "\\" not in convert(text).replace("&#x0005C;", ""), text
        assert b"<path" in svg(text) or b"<symbol" in svg(text), text


def test_braces_are_closed():
    for text in texts():
        assert text.count("{") == text.count("}"), text
        assert len(re.findall(r"\\left(?![a-z])", text)) == len(re.findall(r"\\right(?![a-z])", text)), text
