"""Short programs that torch refuses or warns of; `# first` and `# others` mark the lines that are to be told."""

import copy

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
import torch.utils.checkpoint

from explorer.core.refusals import Refusal


def leaf(*values):
    return torch.tensor(values or (1.0, 2.0, 3.0), requires_grad=True)


class WrongShape(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, grad):
        return grad.sum().expand(5)


class WrongCount(WrongShape):
    @staticmethod
    def backward(ctx, grad):
        return grad, grad


class NoBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a * a

    @staticmethod
    def backward(ctx, grad):
        (a,) = ctx.saved_tensors
        return 2 * a * grad


class WithNumber(WrongShape):
    @staticmethod
    def forward(ctx, a, k):
        return a * k

    @staticmethod
    def backward(ctx, grad):
        return grad, grad


class Once(WrongShape):
    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, grad):
        return grad * 2


def second_backward():
    x = leaf()
    y = (x**2).sum()
    y.backward()  # first
    y.backward()  # others


def second_grad_of_another_result():
    x = leaf()
    h = x.exp()
    loss = (h * 2).sum()
    other = h.sum()
    loss.backward()  # first
    torch.autograd.grad(other, x)  # others


def a_loop_walks_twice():
    x = leaf()
    y = x.exp().sum()
    for _ in range(2):
        y.backward()  # first # others


def second_backward_of_a_custom_function():
    x = leaf()
    y = Square.apply(x).sum()
    y.backward()  # first
    y.backward()  # others


def saved_input_changed():
    x = leaf()
    h = x * 1
    y = h.sin()  # first
    h.mul_(2)  # others
    y.sum().backward()


def saved_output_changed():
    x = leaf()
    h = x.exp()  # first
    h += 1  # others
    h.sum().backward()


def saved_changed_through_a_view_twice():
    x = leaf()
    h = x * 1
    y = h**2  # first
    part = h[0:2]
    part.zero_()  # others
    h[2] = 5.0  # others
    y.sum().backward()


def saved_parameter_changed_by_an_optimizer():
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 1))
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    loss = model(torch.rand(1, 2)).sum()  # first
    loss.backward(retain_graph=True)
    optimizer.step()  # others
    loss.backward()


def saved_leaf_changed_in_no_grad():
    x = leaf()
    y = (x**2).sum()  # first
    with torch.no_grad():
        x -= 0.1  # others
    y.backward()


def saved_by_a_custom_function_changed():
    x = leaf()
    h = x * 1
    y = Square.apply(h)  # first
    h += 1  # others
    y.sum().backward()


def changed_before_it_was_saved_does_not_count():
    x = leaf()
    h = x * 1
    h.add_(1)
    y = h.sin()  # first
    h.add_(1)  # others
    y.sum().backward()


def non_scalar():
    x = leaf()
    y = x * 2  # first
    y.backward()  # others


def non_scalar_of_grad():
    x = leaf()
    y = x * 2  # first
    torch.autograd.grad(y, x)  # others


def detached():
    x = leaf()
    h = x.detach()  # first
    y = (h * 2).sum()
    y.backward()  # others


def made_in_no_grad():
    x = leaf()
    with torch.no_grad():
        y = x.sum()  # first
    y.backward()  # others


def no_derivative():
    x = leaf()
    y = x.argmax()  # first
    y.backward()  # others


def nothing_requires_grad():
    x = torch.ones(3)
    y = x.sum()  # first
    y.backward()  # others


def grad_of_a_non_leaf():
    x = leaf()
    y = x * 2  # first
    y.sum().backward()
    y.grad  # noqa: B018 # others


def leaf_in_place():
    x = torch.tensor([1.0, 2.0], requires_grad=True)  # first
    x.add_(1)  # others


def leaf_in_place_by_operator():
    x = torch.tensor([1.0, 2.0], requires_grad=True)  # first
    x += 1  # others


def element_of_a_leaf():
    x = torch.tensor([1.0, 2.0], requires_grad=True)  # first
    x[0] = 5.0  # others


def view_of_a_leaf():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    v = x[:1]  # first
    v.mul_(2)  # others


def one_view_of_many():
    x = leaf()
    p, _, _ = (x * 1).unbind()  # first
    p.add_(1)  # others


def view_made_in_no_grad():
    x = leaf() * 1
    with torch.no_grad():
        v = x[:2]  # first
    v.add_(1)  # others


def numpy():
    x = torch.tensor([1.0, 2.0], requires_grad=True)  # first
    x.numpy()  # others


def numpy_by_asarray():
    x = torch.tensor([1.0, 2.0], requires_grad=True)  # first
    np.asarray(x)  # others


def deepcopy():
    x = leaf()
    y = x * 2
    copy.deepcopy(y)


def to_a_number():
    x = leaf(1.0)
    float(x)


def zero_of_none():
    x = leaf()
    x.grad.zero_()


def step_with_none():
    w = leaf()
    with torch.no_grad():
        w -= 0.1 * w.grad


def step_of_a_tensor_with_none():
    w = leaf()
    w.detach() - w.grad


def backward_of_a_number():
    x = leaf()
    loss = (x * x).sum().item()
    loss.backward()


def data_of_none():
    w = leaf()
    w.grad.data  # noqa: B018


def unused_input():
    x = leaf()
    z = leaf()
    torch.autograd.grad(x.sum(), z)  # others


def input_without_grad():
    x = leaf()
    z = torch.ones(3)
    torch.autograd.grad((x * z).sum(), z)  # others


def shape_of_the_first_gradient():
    x = leaf()
    y = x * 2  # first
    y.backward(torch.ones(2))  # others


def shape_of_the_slot():
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)  # first
    x.grad = torch.ones(2)  # others


def shape_from_a_custom_backward():
    x = leaf()
    WrongShape.apply(x).sum().backward()  # others


def count_from_a_custom_backward():
    x = leaf()
    WrongCount.apply(x).sum().backward()  # others


def gradient_for_a_number():
    x = leaf()
    WithNumber.apply(x, 2.0).sum().backward()  # others


def differentiated_once():
    x = leaf()
    g = torch.autograd.grad((Once.apply(x) ** 2).sum(), x, create_graph=True)[0]
    g.sum().backward()  # others


def no_custom_backward():
    x = leaf()
    NoBackward.apply(x).sum().backward()  # others


def floor_division():
    x = leaf()
    y = x // 2  # first
    y.sum().backward()  # others


def out_argument():
    x = leaf()
    torch.sin(x, out=torch.empty(3))  # others


def integer():
    torch.tensor([1, 2], requires_grad=True)  # others


def integer_later():
    x = torch.tensor([1, 2])
    x.requires_grad_()  # others


def integer_by_attribute():
    x = torch.tensor([1, 2])
    x.requires_grad = True  # others


def flag_of_a_non_leaf():
    x = leaf()
    y = x * 2  # first
    y.requires_grad_(False)  # others


def flag_of_a_non_leaf_by_attribute():
    x = leaf()
    y = x * 2  # first
    y.requires_grad = False  # others


def retain_without_grad():
    x = torch.ones(3)  # first
    x.retain_grad()  # others


def hook_without_grad():
    x = torch.ones(3)  # first
    x.register_hook(print)  # others


def result_as_a_parameter():
    net = torch.nn.Linear(2, 1)
    net.weight = net.weight * 0.1


def optimizer_of_nothing():
    torch.optim.SGD([], 0.1)


def optimizer_of_a_bare_tensor():
    torch.optim.SGD(leaf(), 0.1)


def checkpoint_without_a_gradient():
    torch.utils.checkpoint.checkpoint(torch.nn.Linear(2, 2), torch.ones(1, 2), use_reentrant=True)


def optimizer_of_a_non_leaf():
    w = leaf() * 2
    torch.optim.SGD([w], 0.1)


def inference_saved():
    x = leaf()
    with torch.inference_mode():
        y = x * 2
    (y * x).sum().backward()


def inference_changed():
    with torch.inference_mode():
        y = torch.ones(3)
    y.add_(1)


def a_number_inside_vmap():
    torch.func.vmap(lambda t: t.item())(leaf())


def nan_in_a_gradient():
    x = leaf(0.0, 1.0)
    with torch.autograd.detect_anomaly():
        h = x.sqrt()  # first
        (h * 0).sum().backward()  # others


def backward_with_create_graph():
    x = leaf()
    (x**2).sum().backward(create_graph=True)
    x.grad = None


def target_of_another_size():
    F.mse_loss(leaf(), torch.ones(3, 1))


def target_that_a_loss_refuses():
    F.binary_cross_entropy_with_logits(leaf(), torch.ones(3, 1))  # others


def number_of_several():
    y = leaf() * 2  # first
    y.item()  # others


def product_of_unlike_shapes():
    leaf().reshape(1, 3) @ torch.ones(2, 2)  # others


def sizes_that_do_not_fit():
    leaf() + torch.ones(2)  # others


def two_dtypes():
    leaf() @ torch.ones(3).double()  # others


def data_of_another_shape():
    x = leaf()
    kept = x * 2
    x.data = torch.ones(2)
    (x * 3).sum().backward()  # others
    return kept


class Itself(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a.view_as(a)

    @staticmethod
    def backward(ctx, grad):
        return grad


def result_of_a_module_with_a_hook():
    layer = torch.nn.Linear(3, 2)
    layer.register_full_backward_hook(lambda *_: None)
    y = layer(torch.ones(1, 3))  # first
    y.relu_()  # others


def view_of_a_custom_function():
    x = leaf()
    y = Itself.apply(x)  # first
    y += 1  # others


def sparse_gradient_for_adam():
    table = torch.nn.Embedding(20, 4, sparse=True)
    opt = torch.optim.Adam(table.parameters())
    table(torch.tensor([1, 2])).sum().backward()
    opt.step()


def a_sum_kept_outside():
    total = torch.zeros(3)
    torch.func.grad(lambda x: total.add_(x).sum())(torch.ones(3))


def clipped_in_the_expanded_gradient():
    x = leaf()
    y = x * 2
    y.register_hook(lambda g: g.clamp_(-0.1, 0.1))
    y.sum().backward()  # others


def a_batch_of_one():
    torch.nn.BatchNorm1d(4)(torch.ones(1, 4))  # others


def a_class_that_is_not():
    F.cross_entropy(torch.randn(2, 3, requires_grad=True), torch.tensor([0, 3]))  # others


CASES = {
    second_backward: (Refusal.SECOND_BACKWARD, {"name": "y"}),
    second_grad_of_another_result: (Refusal.SECOND_BACKWARD, {"name": "other"}),
    a_loop_walks_twice: (Refusal.SECOND_BACKWARD, {"name": "y"}),
    second_backward_of_a_custom_function: (Refusal.SECOND_BACKWARD, {"name": "y"}),
    saved_input_changed: (Refusal.SAVED_CHANGED, changed := {"name": "h", "expected": "0", "found": "1", "shape": "3"}),
    saved_output_changed: (Refusal.SAVED_CHANGED, changed | {"node": "ExpBackward0"}),
    saved_changed_through_a_view_twice: (Refusal.SAVED_CHANGED, {"found": "2", "node": "PowBackward0"}),
    saved_parameter_changed_by_an_optimizer: (Refusal.SAVED_CHANGED, {"node": "AddmmBackward0", "shape": "2, 1"}),
    saved_leaf_changed_in_no_grad: (Refusal.SAVED_CHANGED, changed | {"name": "x"}),
    saved_by_a_custom_function_changed: (Refusal.SAVED_CHANGED, changed | {"node": "SquareBackward"}),
    changed_before_it_was_saved_does_not_count: (Refusal.SAVED_CHANGED, changed | {"expected": "1", "found": "2"}),
    non_scalar: (Refusal.NON_SCALAR, {"name": "y"}),
    non_scalar_of_grad: (Refusal.NON_SCALAR, {"name": "y"}),
    detached: (Refusal.NO_GRAPH, {}),
    made_in_no_grad: (Refusal.NO_GRAPH, {}),
    no_derivative: (Refusal.NO_GRAPH, {}),
    nothing_requires_grad: (Refusal.NO_GRAPH, {}),
    grad_of_a_non_leaf: (Refusal.NON_LEAF_GRAD, {"name": "y"}),
    leaf_in_place: (Refusal.LEAF_IN_PLACE, {"name": "x"}),
    leaf_in_place_by_operator: (Refusal.LEAF_IN_PLACE, {"name": "x"}),
    element_of_a_leaf: (Refusal.VIEW_LEAF_IN_PLACE, {"name": "x"}),
    view_of_a_leaf: (Refusal.VIEW_LEAF_IN_PLACE, {"name": "v"}),
    one_view_of_many: (Refusal.VIEW_OF_MANY, {"name": "p"}),
    view_made_in_no_grad: (Refusal.VIEW_OF_NO_GRAD, {"name": "v"}),
    numpy: (Refusal.NUMPY_NEEDS_DETACH, {"name": "x"}),
    numpy_by_asarray: (Refusal.NUMPY_NEEDS_DETACH, {"name": "x"}),
    deepcopy: (Refusal.COPY_NEEDS_DETACH, {"name": "y"}),
    to_a_number: (Refusal.SCALAR_NEEDS_DETACH, {}),
    zero_of_none: (Refusal.NOTHING_TO_ZERO, {}),
    step_with_none: (Refusal.NONE_GRAD, {}),
    step_of_a_tensor_with_none: (Refusal.NONE_GRAD, {}),
    backward_of_a_number: (Refusal.NO_TENSOR, {"kind": "float"}),
    data_of_none: (Refusal.GRAD_IS_NONE, {"attribute": "data"}),
    unused_input: (Refusal.GRAD_UNUSED, {}),
    input_without_grad: (Refusal.INPUT_WITHOUT_GRAD, {}),
    shape_of_the_first_gradient: (Refusal.SHAPE_MISMATCH, {"given": "2", "wanted": "3"}),
    shape_of_the_slot: (Refusal.SLOT_MISMATCH, {"given": "2", "wanted": "3"}),
    shape_from_a_custom_backward: (
        Refusal.CUSTOM_SHAPE,
        {"node": "WrongShapeBackward", "given": "5", "wanted": "3"},
    ),
    count_from_a_custom_backward: (
        Refusal.CUSTOM_COUNT,
        {"node": "WrongCountBackward", "given": "2", "wanted": "1"},
    ),
    gradient_for_a_number: (Refusal.CUSTOM_NO_TENSOR, {"node": "WithNumberBackward", "position": "2"}),
    differentiated_once: (Refusal.ONCE_DIFFERENTIABLE, {}),
    no_custom_backward: (Refusal.NO_BACKWARD, {}),
    floor_division: (Refusal.NOT_DIFFERENTIABLE, {"operation": "floor_divide"}),
    out_argument: (Refusal.OUT_ARGUMENT, {"operation": "sin"}),
    integer: (Refusal.NOT_FLOATING, {}),
    integer_later: (Refusal.NOT_FLOATING, {}),
    integer_by_attribute: (Refusal.NOT_FLOATING, {}),
    flag_of_a_non_leaf: (Refusal.FLAG_OF_NON_LEAF, {"name": "y"}),
    flag_of_a_non_leaf_by_attribute: (Refusal.FLAG_OF_NON_LEAF, {"name": "y"}),
    retain_without_grad: (Refusal.RETAIN_WITHOUT_GRAD, {"name": "x"}),
    hook_without_grad: (Refusal.HOOK_WITHOUT_GRAD, {"name": "x"}),
    result_as_a_parameter: (Refusal.NOT_A_PARAMETER, {"parameter": "weight"}),
    optimizer_of_nothing: (Refusal.EMPTY_PARAMETERS, {}),
    optimizer_of_a_bare_tensor: (Refusal.BARE_PARAMETER, {}),
    checkpoint_without_a_gradient: (Refusal.CHECKPOINT_INPUT, {}),
    optimizer_of_a_non_leaf: (Refusal.OPTIMIZER_NON_LEAF, {}),
    inference_saved: (Refusal.INFERENCE, {}),
    inference_changed: (Refusal.INFERENCE, {}),
    a_number_inside_vmap: (Refusal.DATA_IN_VMAP, {}),
    nan_in_a_gradient: (Refusal.NAN_GRADIENT, {"node": "SqrtBackward0"}),
    backward_with_create_graph: (Refusal.CREATE_GRAPH, {}),
    target_of_another_size: (Refusal.TARGET_SIZE, {"given": "3, 1", "wanted": "3"}),
    target_that_a_loss_refuses: (Refusal.TARGET_UNLIKE, {"given": "3, 1", "wanted": "3"}),
    number_of_several: (Refusal.SEVERAL_NUMBERS, {"name": "y"}),
    product_of_unlike_shapes: (Refusal.FACTOR_SHAPES, {"given": "1x3", "wanted": "2x2"}),
    sizes_that_do_not_fit: (Refusal.SIZES, {"given": "3", "wanted": "2", "dimension": "0"}),
    two_dtypes: (Refusal.DTYPES, {}),
    data_of_another_shape: (Refusal.SHAPE_BEHIND, {"node": "MulBackward0"}),
    result_of_a_module_with_a_hook: (Refusal.HOOKED_VIEW, {}),
    view_of_a_custom_function: (Refusal.CUSTOM_VIEW, {}),
    sparse_gradient_for_adam: (Refusal.SPARSE_GRADIENT, {"optimizer": "Adam"}),
    a_sum_kept_outside: (Refusal.CAPTURED_IN_PLACE, {"operation": "add_"}),
    clipped_in_the_expanded_gradient: (Refusal.SHARED_MEMORY, {}),
    a_batch_of_one: (Refusal.ONE_PER_CHANNEL, {"given": "1, 4"}),
    a_class_that_is_not: (Refusal.NO_SUCH_CLASS, {"given": "3"}),
}
