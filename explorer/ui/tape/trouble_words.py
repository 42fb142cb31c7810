"""What the workspace says of an error: why PyTorch refused, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from explorer.core.tape.reading.trouble import Diagnosis, Trouble
from explorer.core.tape.tape import Line
from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.words import translated


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why in two sentences, and what to write instead, as code; over the values of a diagnosis.

    `where` tells of the lines, the first and the others, when there are at least two.
    """

    why: str
    mend: str
    where: str = QT_TRANSLATE_NOOP("Tape", "It was made in line {first}; line {others} was refused.")


EXPLANATIONS = {
    Trouble.SECOND_BACKWARD: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "backward() frees what the graph has saved while it walks back, so the same graph cannot be walked twice. "
            "Compute the result again for a new graph, or keep this one by retain_graph=True in the first walk.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name}.backward(retain_graph=True)  # the first time"),
        QT_TRANSLATE_NOOP("Tape", "Line {first} freed it; line {others} came through it again."),
    ),
    Trouble.SAVED_CHANGED: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "An operation had saved this tensor for its derivative, and an in-place change overwrote it before "
            "backward() came to use it. It was saved at version {expected} and is now at version {found}.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name} = {name} * 2  # a new tensor; {name}.mul_(2) overwrites"),
        QT_TRANSLATE_NOOP("Tape", "Saved in line {first}; changed in line {others}."),
    ),
    Trouble.NON_SCALAR: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "backward() without an argument starts from a single number, and this tensor has several. "
            "Add them up first, or say with gradient=v how much each of them counts.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name}.sum().backward()"),
    ),
    Trouble.NO_GRAPH: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "Nothing leads back from this tensor: no operation on the way to it was recorded for a gradient. Either no "
            "input has requires_grad, or detach(), no_grad() or a function without a derivative cut the path.",
        ),
        QT_TRANSLATE_NOOP("Tape", "x = torch.tensor([1.0, 2.0], requires_grad=True)  # before computing from it"),
        QT_TRANSLATE_NOOP("Tape", "Look at line {first}; line {others} found no way back."),
    ),
    Trouble.NON_LEAF_GRAD: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "This tensor was computed from others, so it is no leaf, and backward() does not keep its gradient: .grad "
            "stays None. Ask for it to be kept before walking back, or read the .grad of the leaf.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name}.retain_grad()  # before backward()"),
        QT_TRANSLATE_NOOP("Tape", "It was computed in line {first}; line {others} reads its .grad."),
    ),
    Trouble.LEAF_IN_PLACE: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "This tensor is a leaf that collects a gradient, and an in-place change would make it the result of an "
            "operation. A step of gradient descent changes it where nothing is recorded.",
        ),
        QT_TRANSLATE_NOOP("Tape", "with torch.no_grad(): {name} -= 0.1 * {name}.grad"),
    ),
    Trouble.VIEW_LEAF_IN_PLACE: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "What is written to shares its memory with a leaf that collects a gradient, and autograd does not let a "
            "leaf be overwritten. Write to a copy, or where nothing is recorded.",
        ),
        QT_TRANSLATE_NOOP("Tape", "with torch.no_grad(): {name}[0] = 1.0"),
    ),
    Trouble.VIEW_OF_MANY: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "unbind(), split() and chunk() give several views of one tensor at once, and autograd cannot follow an "
            "in-place change of one of them. Make a new tensor in its place.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name} = {name} + 1  # in place of {name} += 1"),
    ),
    Trouble.VIEW_OF_NO_GRAD: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The view was taken inside no_grad(), and it is changed in place outside, so it is not clear whether "
            "the change shall have a gradient. Do both inside, or both outside.",
        ),
        QT_TRANSLATE_NOOP("Tape", "with torch.no_grad(): {name}.add_(1)"),
    ),
    Trouble.NUMPY_NEEDS_DETACH: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "NumPy knows nothing of autograd: what it computed could have no gradient. Say by detach() that "
            "the path ends here; the numbers stay the same and are not copied.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name}.detach().numpy()"),
    ),
    Trouble.COPY_NEEDS_DETACH: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "copy.deepcopy would have to copy the graph behind a computed tensor too, which PyTorch does not do. "
            "Only leaves can be copied so; the numbers alone are copied by detach() and clone().",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name}.detach().clone()"),
    ),
    Trouble.SCALAR_NEEDS_DETACH: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "A plain Python number has no graph: what is computed from it has no gradient. If that is meant, "
            "item() or detach() says so.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name}.item()"),
    ),
    Trouble.NOTHING_TO_ZERO: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            ".grad is None, and None has no zero_(): before the first backward() there is no tensor to fill with "
            "zeros. An optimizer's zero_grad() looks first, and sets the slots back to None.",
        ),
        QT_TRANSLATE_NOOP("Tape", "if {name}.grad is not None: {name}.grad.zero_()"),
    ),
    Trouble.NONE_GRAD: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "One of the two values is None: mostly a .grad that no backward() has filled yet, or that zero_grad() has "
            "set back to None. It is also None for a tensor that is no leaf, or that the result does not depend on.",
        ),
        QT_TRANSLATE_NOOP("Tape", "y.backward()  # before {name}.grad is used"),
    ),
    Trouble.GRAD_UNUSED: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The result was not computed from this input, so no path of the graph leads from one to the other. "
            "With allow_unused=True its gradient is None; else differentiate by what the result came from.",
        ),
        QT_TRANSLATE_NOOP("Tape", "torch.autograd.grad(y, {name}, allow_unused=True)"),
    ),
    Trouble.INPUT_WITHOUT_GRAD: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "autograd.grad was asked for the derivative by a tensor that does not require a gradient, so nothing "
            "was recorded for it. Set requires_grad before computing from it.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name}.requires_grad_()  # before computing from it"),
    ),
    Trouble.SHAPE_MISMATCH: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The gradient that backward() starts with says how much each element of the result counts, so it has the "
            "result's shape. This one has shape ({given}), and the result ({wanted}).",
        ),
        QT_TRANSLATE_NOOP("Tape", "y.backward(torch.ones_like(y))"),
    ),
    Trouble.SLOT_MISMATCH: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "A slot has one number for each element of its tensor. A gradient of shape ({given}) was put into the "
            "slot of a tensor of shape ({wanted}).",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name}.grad = torch.zeros_like({name})"),
    ),
    Trouble.CUSTOM_SHAPE: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The backward() of a function of your own returns for each input a gradient of that input's shape. "
            "{node} returned one of shape ({given}) where the input has ({wanted}).",
        ),
        QT_TRANSLATE_NOOP("Tape", "return grad_output * derivative  # one number for each element of the input"),
    ),
    Trouble.CUSTOM_COUNT: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The backward() of a function of your own returns one value for each argument of forward() after ctx. "
            "{node} should have returned {wanted} and returned {given}; None stands for what has no gradient.",
        ),
        QT_TRANSLATE_NOOP("Tape", "return grad_a, None  # for forward(ctx, a, b)"),
    ),
    Trouble.NO_BACKWARD: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "This function of your own says what it computes, and not how a gradient comes back through it. "
            "Give its class a static method backward(ctx, grad_output).",
        ),
        QT_TRANSLATE_NOOP("Tape", "@staticmethod\ndef backward(ctx, grad_output): return grad_output * 2"),
    ),
    Trouble.NOT_DIFFERENTIABLE: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "PyTorch has no derivative for {operation}, so the walk back ends there with an error. "
            "Detach what goes into it, or compute the same by operations that have one.",
        ),
        QT_TRANSLATE_NOOP("Tape", "torch.floor({name}.detach() / 2)  # for {name} // 2: the slope is zero"),
        QT_TRANSLATE_NOOP("Tape", "It is in line {first}; line {others} came back to it."),
    ),
    Trouble.OUT_ARGUMENT: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "With out=… the function {operation} writes into a tensor that is already there, and autograd does not "
            "record that. Take the tensor that the function returns.",
        ),
        QT_TRANSLATE_NOOP("Tape", "y = torch.{operation}({name})"),
    ),
    Trouble.NOT_FLOATING: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "A derivative asks what a small change does, and whole numbers have no small changes. "
            "Only tensors of a floating point or complex dtype can require a gradient: write 1.0 for 1.",
        ),
        QT_TRANSLATE_NOOP("Tape", "x = torch.tensor([1.0, 2.0], requires_grad=True)"),
    ),
    Trouble.FLAG_OF_NON_LEAF: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "A computed tensor requires a gradient because what it came from does: its flag is no setting. "
            "To go on with the numbers alone, detach it.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name} = {name}.detach()"),
    ),
    Trouble.RETAIN_WITHOUT_GRAD: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "No gradient will come to this tensor, since neither it nor anything it came from requires one: there is "
            "nothing to retain. Set requires_grad on the leaf first.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name}.requires_grad_()"),
    ),
    Trouble.OPTIMIZER_NON_LEAF: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "An optimizer changes leaves, and this tensor was computed from others; its .grad would stay None. "
            "Set requires_grad last, after scaling or moving the tensor.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name} = (torch.randn(3) * 0.1).requires_grad_()"),
    ),
    Trouble.INFERENCE: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "A tensor that was made in inference_mode() can never take part in a graph: PyTorch kept nothing of what "
            "autograd needs. Copy it outside, or use no_grad() instead.",
        ),
        QT_TRANSLATE_NOOP("Tape", "{name} = {name}.clone()  # outside inference_mode()"),
    ),
    Trouble.NAN_GRADIENT: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The gradient that {node} sent on has a NaN: mostly 0 · ∞, an infinite slope where 0 arrived. "
            "Keep the input away from that point before the operation; where() afterwards is too late.",
        ),
        QT_TRANSLATE_NOOP("Tape", "torch.sqrt({name}.clamp(min=1e-12))"),
        QT_TRANSLATE_NOOP("Tape", "The operation is in line {first}; the walk back began in line {others}."),
    ),
    Trouble.CREATE_GRAPH: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "With create_graph=True the gradient in .grad holds the graph, and the graph holds the leaf: memory is "
            "not freed until .grad is None again. torch.autograd.grad gives the gradient back instead of storing it.",
        ),
        QT_TRANSLATE_NOOP("Tape", "slope, = torch.autograd.grad(y, {name}, create_graph=True)"),
    ),
    Trouble.TARGET_SIZE: Explanation(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The target has shape ({given}) and the prediction ({wanted}): both are broadcast, so every prediction is "
            "compared with every target. The loss is then a different one; give both the same shape.",
        ),
        QT_TRANSLATE_NOOP("Tape", "loss_fn(prediction, target.view_as(prediction))"),
    ),
}


def explain(diagnosis: Diagnosis) -> tuple[str, str]:
    """Why, with the lines involved, and what to write instead, in the person's language."""
    explanation = EXPLANATIONS[diagnosis.trouble]
    why = translated("Tape", explanation.why).format_map(diagnosis.values)
    if len(diagnosis.lines) > 1:
        first, *others = _told(diagnosis.lines)
        where = translated("Tape", explanation.where).format(first=first, others=", ".join(others))
        why = f"{why}\n{where}"
    return why, translated("Tape", explanation.mend).format_map(diagnosis.values)


def _told(lines: tuple[Line, ...]) -> list[str]:
    """Numbers and texts of the lines, and their files or cells where they are of several."""
    is_one_file = len({line.file for line in lines}) == 1
    return [f"{'' if is_one_file else f'{Path(line.file).name}:'}{line.number} ({line.text})" for line in lines]
