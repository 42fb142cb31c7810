"""ONE table of what PyTorch refuses or warns of: how each is known, why it is so, and what mends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from explorer.core.words import QT_TRANSLATE_NOOP, Sentence

if TYPE_CHECKING:
    from explorer.core.tape.reading.cure import Cure
    from explorer.core.tape.reading.cures.causes import Cause
    from explorer.core.tape.reading.cures.leaf_causes import LeafCause
    from explorer.core.tape.tape import Line


@dataclass(frozen=True, slots=True)
class InSlot:
    """What Explore's x.grad panel says instead, in terms of its own controls; `mend` is the text of its button."""

    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class Row:
    """`sign` is a regular expression that finds PyTorch's own text, and its groups are values of the sentences.

    `why` is two sentences, `cure` what to write instead, as code. `where` tells of the lines, the first and
    the others, when there are at least two. `name` is what the tensor is called where the person's name is not known:
    x, or y where it is a result.
    """

    sign: str
    why: str
    cure: str
    where: str = QT_TRANSLATE_NOOP("Tape", "It was made in line {first}; line {others} was refused.")
    name: str = "x"
    in_slot: InSlot | None = None


class Refusal(Enum):
    """Told apart by PyTorch's own text: the first whose sign is found."""

    SECOND_BACKWARD = Row(
        sign=r"Trying to backward through the graph a second time",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "backward() frees what the graph has saved while it walks back, so the same graph cannot be walked twice. "
            "Compute the result again for a new graph, or keep this one by retain_graph=True in the first walk.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.backward(retain_graph=True)  # the first time"),
        where=QT_TRANSLATE_NOOP("Tape", "Line {first} freed it; line {others} came through it again."),
        name="y",
        in_slot=InSlot(
            why=QT_TRANSLATE_NOOP(
                "Grad",
                "backward() frees what the graph has saved while it walks back, so the same graph cannot be walked "
                "twice. Run y = f(x) again for a new graph, or tick retain_graph before the first backward().",
            ),
            mend=QT_TRANSLATE_NOOP("Grad", "Run y = f(x) again, then backward()"),
        ),
    )
    SAVED_CHANGED = Row(
        sign=r"modified by an inplace operation: \[\S+ \[(?P<shape>[\d, ]*)\]\].*?"
        r" is at version (?P<found>\d+); expected version (?P<expected>\d+)",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "An operation had saved this tensor for its derivative, and an in-place change overwrote it before "
            "backward() came to use it. It was saved at version {expected} and is now at version {found}.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name} = {name} * 2  # a new tensor; {name}.mul_(2) overwrites"),
        where=QT_TRANSLATE_NOOP("Tape", "Saved in line {first}; changed in line {others}."),
        name="y",
    )
    NON_SCALAR = Row(
        sign=r"grad can be implicitly created only for scalar outputs",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "backward() without an argument starts from a single number, and this tensor has several. "
            "Add them up first, or say with gradient=v how much each of them counts.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.sum().backward()"),
        name="y",
        in_slot=InSlot(
            why=QT_TRANSLATE_NOOP(
                "Grad",
                "y has one value for each sample, and backward() without an argument starts from a single number. "
                "Add the values up first, or say with gradient=v how much each of them counts.",
            ),
            mend=QT_TRANSLATE_NOOP("Grad", "Use y.sum().backward()"),
        ),
    )
    NO_GRAPH = Row(
        sign=r"does not require grad and does not have a grad_fn",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "Nothing leads back from this tensor: no operation on the way to it was recorded for a gradient. Either no "
            "input has requires_grad, or detach(), no_grad() or a function without a derivative cut the path.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "x = torch.tensor([1.0, 2.0], requires_grad=True)  # before computing from it"),
        where=QT_TRANSLATE_NOOP("Tape", "Look at line {first}; line {others} found no way back."),
        name="y",
        in_slot=InSlot(
            why=QT_TRANSLATE_NOOP(
                "Grad",
                "Nothing leads from this tensor back to x: no operation on the way was recorded. "
                "detach(), no_grad() and functions without a derivative cut the path.",
            ),
            mend=QT_TRANSLATE_NOOP("Grad", "Use y.sum().backward(), without detach()"),
        ),
    )
    NON_LEAF_GRAD = Row(
        sign=r"The \.grad attribute of a Tensor that is not a leaf Tensor is being accessed",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "This tensor was computed from others, so it is no leaf, and backward() does not keep its gradient: .grad "
            "stays None. Ask for it to be kept before walking back, or read the .grad of the leaf.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.retain_grad()  # before backward()"),
        where=QT_TRANSLATE_NOOP("Tape", "It was computed in line {first}; line {others} reads its .grad."),
        name="y",
        in_slot=InSlot(
            why=QT_TRANSLATE_NOOP(
                "Grad",
                "y was computed from x, so it is no leaf, and PyTorch does not keep its gradient after the walk back. "
                "The slot is x.grad; y.retain_grad() before backward() would keep y's as well.",
            ),
            mend=QT_TRANSLATE_NOOP("Grad", "Fill x.grad by y.sum().backward()"),
        ),
    )
    VIEW_LEAF_IN_PLACE = Row(
        sign=r"a view of a leaf Variable that requires grad is being used in an in-place",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "What is written to shares its memory with a leaf that collects a gradient, and autograd does not let a "
            "leaf be overwritten. Write to a copy, or where nothing is recorded.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "with torch.no_grad(): {name}[0] = 1.0"),
    )
    LEAF_IN_PLACE = Row(
        sign=r"a leaf Variable that requires grad is being used in an in-place",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "This tensor is a leaf that collects a gradient, and an in-place change would make it the result of an "
            "operation. A step of gradient descent changes it where nothing is recorded.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "with torch.no_grad(): {name} -= 0.1 * {name}.grad"),
    )
    VIEW_OF_MANY = Row(
        sign=r"is the output of a function that returns multiple views",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "unbind(), split() and chunk() give several views of one tensor at once, and autograd cannot follow an "
            "in-place change of one of them. Make a new tensor in its place.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name} = {name} + 1  # in place of {name} += 1"),
    )
    HOOKED_VIEW = Row(
        sign=r"Output \d+ of BackwardHookFunction\w* is a view and is being modified inplace",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A full backward hook passes the module's input and output through a function of its own, whose results "
            "are views. What comes after the hooked module must not change its output in place, as inplace=True does.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "nn.ReLU()  # without inplace=True, after the module with the hook"),
        name="y",
    )
    CUSTOM_VIEW = Row(
        sign=r"Output \d+ of (?P<node>\w+) is a view and is being modified inplace\. This view was created inside a"
        r" custom Function",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "{node} returned one of its inputs, or a view of it, and that was changed in place. The change would put "
            "another derivative in the place of its own backward().",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name} = {name} + 1  # in place of {name} += 1"),
        name="y",
    )
    VIEW_OF_NO_GRAD = Row(
        sign=r"A view was created in (?:no_grad|inference) mode and is being modified inplace",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The view was taken inside no_grad(), and it is changed in place outside, so it is not clear whether "
            "the change shall have a gradient. Do both inside, or both outside.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "with torch.no_grad(): {name}.add_(1)"),
    )
    NUMPY_NEEDS_DETACH = Row(
        sign=r"Can't call numpy\(\) on Tensor that requires grad",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "NumPy knows nothing of autograd: what it computed could have no gradient. Say by detach() that "
            "the path ends here; the numbers stay the same and are not copied.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.detach().numpy()"),
    )
    COPY_NEEDS_DETACH = Row(
        sign=r"\(graph leaves\) support the deepcopy protocol",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "copy.deepcopy would have to copy the graph behind a computed tensor too, which PyTorch does not do. "
            "Only leaves can be copied so; the numbers alone are copied by detach() and clone().",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.detach().clone()"),
    )
    SCALAR_NEEDS_DETACH = Row(
        sign=r"Converting a tensor with requires_grad=True to a scalar",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A plain Python number has no graph: what is computed from it has no gradient. If that is meant, "
            "item() or detach() says so.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.item()"),
    )
    NOTHING_TO_ZERO = Row(
        sign=r"'NoneType' object has no attribute 'zero_'",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            ".grad is None, and None has no zero_(): before the first backward() there is no tensor to fill with "
            "zeros. An optimizer's zero_grad() looks first, and sets the slots back to None.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "if {name}.grad is not None: {name}.grad.zero_()"),
        in_slot=InSlot(
            why=QT_TRANSLATE_NOOP(
                "Grad",
                "x.grad is None, and None has no zero_(): before the first backward() there is no tensor to fill with "
                "zeros. A training loop asks first: if x.grad is not None.",
            ),
            mend=QT_TRANSLATE_NOOP("Grad", "Run backward() first"),
        ),
    )
    GRAD_IS_NONE = Row(
        sign=r"'NoneType' object has no attribute '(?P<attribute>data|detach|clone|norm|abs|sum|mean|max|min|mul_|add_"
        r"|copy_|clamp_|div_|numpy|item|view|pow|square|flatten|reshape|is_sparse|requires_grad_|requires_grad|detach_)'",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "{attribute} was asked of None: mostly of a .grad that no backward() has filled. It is None before the "
            "first "
            "backward(), for a tensor that is no leaf, and for one that the result does not depend on.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "if {name}.grad is not None: {name}.grad.{attribute}"),
    )
    NONE_GRAD = Row(
        sign=r"unsupported operand type\(s\) for \S+ (?:'(?:float|int|Tensor)' and 'NoneType'"
        r"|'NoneType' and '(?:float|int|Tensor)')",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "One of the two values is None: mostly a .grad that no backward() has filled yet, or that zero_grad() has "
            "set back to None. It is also None for a tensor that is no leaf, or that the result does not depend on.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "y.backward()  # before {name}.grad is used"),
    )
    NO_TENSOR = Row(
        sign=r"'(?P<kind>float|int|bool|complex|list|tuple|dict|str|ndarray|numpy\.\w+|NoneType)' object has no"
        r" attribute 'backward'",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "backward() belongs to a tensor, and this is of type {kind}: it has no graph. Compute with tensors up to "
            "the loss, without item(), float() and numpy(), and go backward from one of them.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "loss = (x * x).sum()  # without item() and float()"),
        where=QT_TRANSLATE_NOOP("Tape", "Look at line {first}; line {others} was refused."),
        name="y",
    )
    GRAD_UNUSED = Row(
        sign=r"differentiated Tensors? (?:at index (?P<index>\d+) )?appears to not have been used",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The result was not computed from this input, so no path of the graph leads from one to the other. "
            "With allow_unused=True its gradient is None; else differentiate by what the result came from.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "torch.autograd.grad(y, {name}, allow_unused=True)"),
    )
    INPUT_WITHOUT_GRAD = Row(
        sign=r"One of the differentiated Tensors does not require grad",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "autograd.grad was asked for the derivative by a tensor that does not require a gradient, so nothing "
            "was recorded for it. Set requires_grad before computing from it.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.requires_grad_()  # before computing from it"),
    )
    SHAPE_MISMATCH = Row(
        sign=r"Mismatch in shape: grad_output\[\d+\] has a shape of"
        r" torch\.Size\(\[(?P<given>.*?)\]\) and output\[\d+\] has a shape of torch\.Size\(\[(?P<wanted>.*?)\]\)",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The gradient that backward() starts with says how much each element of the result counts, so it has the "
            "result's shape. This one has shape ({given}), and the result ({wanted}).",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "y.backward(torch.ones_like(y))"),
    )
    SLOT_MISMATCH = Row(
        sign=r"assign a gradient of size '\[(?P<given>.*?)\]' to a tensor of size"
        r" '\[(?P<wanted>.*?)\]'",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A slot has one number for each element of its tensor. A gradient of shape ({given}) was put into the "
            "slot of a tensor of shape ({wanted}).",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.grad = torch.zeros_like({name})"),
    )
    CUSTOM_SHAPE = Row(
        sign=r"Function (?P<node>\w+Backward) returned an invalid gradient at index (?P<index>\d+) - got"
        r" \[(?P<given>.*?)\] but expected shape compatible with \[(?P<wanted>.*?)\]",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The backward() of a function of your own returns for each input a gradient of that input's shape. "
            "{node} returned one of shape ({given}) where the input has ({wanted}).",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "return grad_output * derivative  # one number for each element of the input"),
        where=QT_TRANSLATE_NOOP("Tape", "It returns in line {first}; line {others} came back through it."),
    )
    SHAPE_BEHIND = Row(
        sign=r"Function (?P<node>\w+Backward\d+) returned an invalid gradient at index \d+ - got"
        r" \[(?P<given>.*?)\] but expected shape compatible with \[(?P<wanted>.*?)\]",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "{node} sent a gradient of shape ({given}) to a tensor that had the shape ({wanted}) when its graph began. "
            "Mostly the tensor's .data was replaced, or resized, between forward and backward.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.data = new  # before computing from {name}, not after"),
    )
    CUSTOM_COUNT = Row(
        sign=r"function (?P<node>\w+) returned an incorrect number of gradients"
        r" \(expected (?P<wanted>\d+), got (?P<given>\d+)\)",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The backward() of a function of your own returns one value for each argument of forward() after ctx. "
            "{node} should have returned {wanted} and returned {given}; None stands for what has no gradient.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "return grad_a, None  # for forward(ctx, a, b)"),
        where=QT_TRANSLATE_NOOP("Tape", "It returns in line {first}; line {others} came back through it."),
    )
    CUSTOM_NO_TENSOR = Row(
        sign=r"function (?P<node>\w+) returned a gradient different than None at position (?P<position>\d+),",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The backward() of a function of your own returns None for each argument of forward() that is no tensor. "
            "{node} returned a gradient in place {position}.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "return grad_a, None  # for forward(ctx, a, number)"),
        where=QT_TRANSLATE_NOOP("Tape", "It returns in line {first}; line {others} came back through it."),
    )
    ONCE_DIFFERENTIABLE = Row(
        sign=r"trying to differentiate twice a function that was marked with @once_differentiable",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "Its backward() is marked with @once_differentiable, so a gradient that came through it has no graph. "
            "Without the mark autograd records what backward() computes, if that is all torch's.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "@staticmethod\ndef backward(ctx, grad_output): return grad_output * 2"),
    )
    NO_BACKWARD = Row(
        sign=r"You must implement either the backward or vjp method for your custom",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "This function of your own says what it computes, and not how a gradient comes back through it. "
            "Give its class a static method backward(ctx, grad_output).",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "@staticmethod\ndef backward(ctx, grad_output): return grad_output * 2"),
    )
    NOT_DIFFERENTIABLE = Row(
        sign=r"derivative for (?:aten::)?(?P<operation>\w+) is not implemented",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "PyTorch has no derivative for {operation}, so the walk back ends there with an error. "
            "Detach what goes into it, or compute the same by operations that have one.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "torch.floor({name}.detach() / 2)  # for {name} // 2: the slope is zero"),
        where=QT_TRANSLATE_NOOP("Tape", "It is in line {first}; line {others} came back to it."),
    )
    OUT_ARGUMENT = Row(
        sign=r"(?P<operation>\w+)\(\): functions with out=\.\.\. arguments don't support automatic",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "With out=… the function {operation} writes into a tensor that is already there, and autograd does not "
            "record that. Take the tensor that the function returns.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "y = torch.{operation}({name})"),
    )
    NOT_FLOATING = Row(
        sign=r"[Oo]nly Tensors of floating point (?:and complex )?dtype can require gradients",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A derivative asks what a small change does, and whole numbers have no small changes. "
            "Only tensors of a floating point or complex dtype can require a gradient: write 1.0 for 1.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "x = torch.tensor([1.0, 2.0], requires_grad=True)"),
    )
    FLAG_OF_NON_LEAF = Row(
        sign=r"you can only change requires_grad flags of leaf variables",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A computed tensor requires a gradient because what it came from does: its flag is no setting. "
            "To go on with the numbers alone, detach it.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name} = {name}.detach()"),
        name="y",
    )
    RETAIN_WITHOUT_GRAD = Row(
        sign=r"can't retain_grad on Tensor that has requires_grad=False",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "No gradient will come to this tensor, since neither it nor anything it came from requires one: there is "
            "nothing to retain. Set requires_grad on the leaf first.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.requires_grad_()"),
    )
    HOOK_WITHOUT_GRAD = Row(
        sign=r"cannot register a hook on a tensor that doesn't require gradient",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A hook waits for a gradient, and none will come to this tensor: neither it nor anything it came from "
            "requires one. Set requires_grad on the leaf first.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.requires_grad_()"),
    )
    NOT_A_PARAMETER = Row(
        sign=r"cannot assign '\S+' (?:as|object to) parameter '(?P<parameter>\w+)'",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A module takes nothing but an nn.Parameter for {parameter}, and this is a tensor. Change the values of "
            "the parameter where nothing is recorded; or put a new Parameter there, before the optimizer is built.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "with torch.no_grad(): net.{parameter}.copy_(net.{parameter} * 0.1)"),
    )
    EMPTY_PARAMETERS = Row(
        sign=r"optimizer got an empty parameter list",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The optimizer was given no parameter at all. A module knows the parameters and layers that are its "
            "attributes, and not those in a plain list or dict; a generator gives them only once.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "self.layers = nn.ModuleList([nn.Linear(2, 2)])"),
    )
    BARE_PARAMETER = Row(
        sign=r"params argument given to the optimizer should be an iterable of",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "An optimizer is given all that it shall change, so it wants a list, also of a single tensor. "
            "A tensor is none.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "torch.optim.SGD([{name}], lr=0.1)"),
    )
    CHECKPOINT_INPUT = Row(
        sign=r"None of the inputs have requires_grad=True\. Gradients will be None",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A reentrant checkpoint goes back into its block only through an input that requires a gradient, and none "
            "does: the parameters in the block get none. With use_reentrant=False they do.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "checkpoint(block, {name}, use_reentrant=False)"),
    )
    OPTIMIZER_NON_LEAF = Row(
        sign=r"can't optimize a non-leaf Tensor",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "An optimizer changes leaves, and this tensor was computed from others; its .grad would stay None. "
            "Set requires_grad last, after scaling or moving the tensor.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name} = (torch.randn(3) * 0.1).requires_grad_()"),
    )
    INFERENCE = Row(
        sign=r"[Ii]nference tensors? (?:cannot be saved for backward|outside InferenceMode)",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A tensor that was made in inference_mode() can never take part in a graph: PyTorch kept nothing of what "
            "autograd needs. Copy it outside, or use no_grad() instead.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name} = {name}.clone()  # outside inference_mode()"),
    )
    DATA_IN_VMAP = Row(
        sign=r"vmap: It looks like you're (?:calling \.item\(\) on a Tensor|attempting to use a Tensor in some"
        r" data-dependent control flow)",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "Inside vmap() a tensor stands for many at once, so it has no one number for item(), for if or for while. "
            "Choose by torch.where(), which does so for each of them.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "torch.where({name} > 0, {name}, 0.0)  # for if {name} > 0"),
    )
    NAN_GRADIENT = Row(
        sign=r"Function '(?P<node>\w+)' returned nan values in its \d+th output",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The gradient that {node} sent on has a NaN: mostly 0 · ∞, an infinite slope where 0 arrived. "
            "Keep the input away from that point before the operation; where() afterwards is too late.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "torch.sqrt({name}.clamp(min=1e-12))"),
        where=QT_TRANSLATE_NOOP("Tape", "The operation is in line {first}; the walk back began in line {others}."),
    )
    CREATE_GRAPH = Row(
        sign=r"Using backward\(\) with create_graph=True will create a reference cycle",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "With create_graph=True the gradient in .grad holds the graph, and the graph holds the leaf: memory is "
            "not freed until .grad is None again. torch.autograd.grad gives the gradient back instead of storing it.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "slope, = torch.autograd.grad(y, {name}, create_graph=True)"),
    )
    TARGET_SIZE = Row(
        sign=r"Using a target size \(torch\.Size\(\[(?P<given>.*?)\]\)\) that is different to the input"
        r" size \(torch\.Size\(\[(?P<wanted>.*?)\]\)\)\. This will likely lead",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The target has shape ({given}) and the prediction ({wanted}): both are broadcast, so every prediction is "
            "compared with every target. The loss is then a different one; give both the same shape.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "loss_fn(prediction, target.view_as(prediction))"),
    )
    TARGET_UNLIKE = Row(
        sign=r"(?:Using a t|T)arget size \(torch\.Size\(\[(?P<given>.*?)\]\)\) (?:that is different to|must be the same"
        r" as) (?:the )?input size \(torch\.Size\(\[(?P<wanted>.*?)\]\)\)",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The target has shape ({given}) and the prediction ({wanted}), and this loss compares them one by one. "
            "Give both the same shape.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "loss_fn(prediction, target.view_as(prediction))"),
    )
    SEVERAL_NUMBERS = Row(
        sign=r"a Tensor with \d+ elements cannot be converted to Scalar"
        r"|only one element tensors can be converted to Python scalars",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "item() and float() make a plain number of a tensor with a single element, and this tensor has several. "
            "Reduce it first, by mean() or sum(); tolist() gives all of them.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name}.mean().item()"),
        name="y",
    )
    FACTOR_SHAPES = Row(
        sign=r"shapes cannot be multiplied \((?P<given>\d+x\d+) and (?P<wanted>\d+x\d+)\)",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A product of matrices goes along the columns of the first and the rows of the second, and their shapes "
            "are {given} and {wanted}. A linear layer wants as many features as the tensor has that comes to it.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "nn.Linear({name}.shape[-1], 2)"),
    )
    SIZES = Row(
        sign=r"The size of tensor a \((?P<given>\d+)\) must match the size of tensor b \((?P<wanted>\d+)\)"
        r" at non-singleton dimension (?P<dimension>\d+)",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The two tensors have {given} and {wanted} elements along dimension {dimension}. Only sizes that are "
            "equal, or 1, go together there.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "print({name}.shape, y.shape)"),
    )
    DTYPES = Row(
        sign=r"must have the same dtype, but got (?P<given>\w+) and (?P<wanted>\w+)"
        r"|Found dtype (?P<given_back>\w+) but expected (?P<wanted_back>\w+)"
        r"|expected (?:\w+ \w+(?: \w+)? to have (?:the )?same dtype|scalar type \w+)",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "Tensors of two dtypes came together where torch does not turn one into the other. Numbers from NumPy are "
            "of double precision, and those of layers are not.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "{name} = {name}.float()"),
    )
    SPARSE_GRADIENT = Row(
        sign=r"(?P<optimizer>\w+) does not support sparse gradients",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "An embedding with sparse=True sends a sparse gradient, with the rows that were looked up alone, and "
            "{optimizer} changes all rows. SGD, Adagrad and SparseAdam take sparse gradients.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "nn.Embedding(20, 4)  # without sparse=True"),
    )
    CAPTURED_IN_PLACE = Row(
        sign=r"attempted to call in-place operation \((?:aten::)?(?P<operation>\w+?)(?:\.\w+)?\) that would mutate a"
        r" captured",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "torch.func differentiates functions that change nothing outside, and {operation} changed a tensor that "
            "the function was not given. BatchNorm does so in training: it counts, and keeps running averages.",
        ),
        cure=QT_TRANSLATE_NOOP(
            "Tape", "net.eval()  # or nn.BatchNorm1d(4, track_running_stats=False), or replace_all_batch_norm_modules_"
        ),
    )
    SHARED_MEMORY = Row(
        sign=r"more than one element of the written-to tensor refers to a single memory location",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "The tensor that is written to was expanded: several of its elements are the same number in memory, as in "
            "the gradient that sum() sends. Compute a new one; a hook returns it in the gradient's place.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "return g.clamp(-0.1, 0.1)  # in place of g.clamp_(-0.1, 0.1)"),
    )
    ONE_PER_CHANNEL = Row(
        sign=r"Expected more than 1 value per channel when training, got input size torch\.Size\(\[(?P<given>.*?)\]\)",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "In training, BatchNorm divides by the spread of each channel over the batch, and an input of shape "
            "({given}) has one value for each channel, so no spread. Give it several samples, or use eval().",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "DataLoader(data, batch_size=32, drop_last=True)  # no last batch of one"),
    )
    NO_SUCH_CLASS = Row(
        sign=r"IndexError: Target (?P<given>-?\d+) is out of bounds",
        why=QT_TRANSLATE_NOOP(
            "Tape",
            "A target names the class of a sample by its number, from 0 on, and there is no class {given}: the scores "
            "have as many columns as there are classes. Give the last layer more, or look at the labels.",
        ),
        cure=QT_TRANSLATE_NOOP("Tape", "nn.Linear(4, int(targets.max()) + 1)"),
    )


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What went wrong. `values` fill the sentences about it: `name` is the tensor's in the person's code, the rest is
    of PyTorch's text. `lines` are those involved, in the order in which they ran; none where no recording tells them.
    `cause` is what a recording tells beyond PyTorch's text. `mended` is the person's own code with the change that is
    certain to mend it, or None.
    """

    refusal: Refusal
    values: Mapping[str, str]
    lines: tuple[Line, ...] = ()
    cause: Cause | LeafCause | None = None
    mended: Cure | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the values fill every gap of the cause's sentences."""
        told = self.cause.value if self.cause is not None else None
        texts = (told.why, told.choices) if told is not None else ()
        return {gap for text in texts for _, gap, _, _ in Formatter().parse(text) if gap} <= self.values.keys()

    @property
    def why(self) -> Sentence:
        told = self.cause.value.why if self.cause is not None else ""
        return Sentence("Tape", told or self.refusal.value.why, self.values)

    @property
    def cure(self) -> Sentence:
        """The lines that change, with - and + before them; else what there is to choose from; without a recording,
        what to write instead, as code."""
        if self.mended is not None:
            is_elsewhere = any(line.file != self.mended.file for line in self.lines)
            place = f"# {self.mended.file}\n" if is_elsewhere else ""
            return Sentence("Tape", "{change}", {"change": f"{place}{self.mended}"})
        if self.cause is not None:
            return Sentence("Tape", self.cause.value.choices, self.values)
        is_code = " " not in self.values["name"]  # a name of the person's, and no words for one
        name = {} if is_code else {"name": self.refusal.value.name}
        return Sentence("Tape", self.refusal.value.cure, {**self.values, **name})

    @property
    def where(self) -> Sentence | None:
        """Which lines did it, if at least two are known: their numbers and texts, and their files where they differ."""
        if len(self.lines) < 2:
            return None
        is_one_file = len({line.file for line in self.lines}) == 1
        first, *others = (
            f"{'' if is_one_file else f'{Path(line.file).name}:'}{line.number} ({line.text})" for line in self.lines
        )
        told = self.cause.value.where if self.cause is not None else ""
        return Sentence("Tape", told or self.refusal.value.where, {"first": first, "others": ", ".join(others)})

    def told(self, say: Callable[[Sentence], str] = str) -> str:
        """Why and where, an empty line, and the cure; `say` puts a sentence into the person's language."""
        why = "\n".join(say(sentence) for sentence in (self.why, self.where) if sentence is not None)
        return f"{why}\n\n{say(self.cure)}"


def recognised(error: str) -> Diagnosis | None:
    """What an error is, from its text as Python prints it ("RuntimeError: …") or a warning's.

    None where it is none of autograd's. Without lines: `diagnose` of a recording finds them.
    """
    for refusal in Refusal:
        if match := re.search(refusal.value.sign, error, re.DOTALL):
            values = {name: text for name, text in match.groupdict().items() if text is not None}
            return Diagnosis(refusal, {"name": refusal.value.name} | values)
    return None
