"""What a refusal of PyTorch's comes from, and the change of the code that mends it, from the recording."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from explorer.core.refusals import Diagnosis, Refusal, recognised
from explorer.core.tape.reading.cures import inputs, leaves, lost, own_functions, plain, saved, second, slots
from explorer.core.tape.reading.cures.nodes import failing_node
from explorer.core.tape.reading.cures.scene import Found, Scene
from explorer.core.tape.reading.track import Track, track
from explorer.core.tape.tape import Line, Tape


def diagnose(error: str, tape: Tape | Track | None, raised: Line | None = None) -> Diagnosis | None:
    """What an error is, from its text as Python prints it ("RuntimeError: …") or a warning's, and the whole recording.

    `raised` is the person's line at which Python raised it, which a recording does not know of errors that are not
    torch's. None where the error is none of autograd's.
    """
    found = recognised(error)
    if found is None or tape is None:
        return found
    scene = Scene(tape if isinstance(tape, Track) else track(tape), error, dict(found.values), raised)
    led = _RULES.get(found.refusal, _made)(scene)
    return replace(found, values=scene.values, lines=led.lines, cause=led.cause, mended=led.mended)


def _made(scene: Scene) -> Found:
    return Found(leaves.made_and_refused(scene))


def _refused(scene: Scene) -> Found:
    return Found((scene.line,) if scene.line is not None else ())


def _node(scene: Scene) -> Found:
    return Found(failing_node(scene))


_RULES: Mapping[Refusal, Callable[[Scene], Found]] = {
    Refusal.SECOND_BACKWARD: second.second_backward,
    Refusal.SAVED_CHANGED: saved.saved_changed,
    Refusal.NON_SCALAR: plain.non_scalar,
    Refusal.NO_GRAPH: lost.no_graph,
    Refusal.NON_LEAF_GRAD: leaves.non_leaf_grad,
    Refusal.VIEW_LEAF_IN_PLACE: leaves.leaf_in_place,
    Refusal.LEAF_IN_PLACE: leaves.leaf_in_place,
    Refusal.VIEW_OF_MANY: leaves.view_in_place,
    Refusal.VIEW_OF_NO_GRAD: leaves.view_of_no_grad,
    Refusal.NUMPY_NEEDS_DETACH: plain.numpy_needs_detach,
    Refusal.COPY_NEEDS_DETACH: plain.copy_needs_detach,
    Refusal.SCALAR_NEEDS_DETACH: plain.scalar_needs_detach,
    Refusal.NOTHING_TO_ZERO: slots.none_grad,
    Refusal.GRAD_IS_NONE: slots.none_grad,
    Refusal.NONE_GRAD: slots.none_grad,
    Refusal.NO_TENSOR: slots.no_backward_here,
    Refusal.GRAD_UNUSED: inputs.grad_unused,
    Refusal.INPUT_WITHOUT_GRAD: inputs.input_without_grad,
    Refusal.SHAPE_MISMATCH: plain.shape_mismatch,
    Refusal.SLOT_MISMATCH: plain.slot_mismatch,
    Refusal.CUSTOM_SHAPE: own_functions.custom_shape,
    Refusal.CUSTOM_COUNT: own_functions.custom_count,
    Refusal.CUSTOM_NO_TENSOR: own_functions.custom_no_tensor,
    Refusal.ONCE_DIFFERENTIABLE: own_functions.once_differentiable,
    Refusal.NO_BACKWARD: _refused,
    Refusal.NOT_DIFFERENTIABLE: plain.not_differentiable,
    Refusal.OUT_ARGUMENT: plain.out_argument,
    Refusal.NOT_FLOATING: plain.not_floating,
    Refusal.FLAG_OF_NON_LEAF: plain.flag_of_non_leaf,
    Refusal.RETAIN_WITHOUT_GRAD: plain.wants_a_gradient,
    Refusal.HOOK_WITHOUT_GRAD: plain.wants_a_gradient,
    Refusal.NOT_A_PARAMETER: plain.not_a_parameter,
    Refusal.EMPTY_PARAMETERS: plain.empty_parameters,
    Refusal.BARE_PARAMETER: plain.bare_parameter,
    Refusal.CHECKPOINT_INPUT: plain.checkpoint,
    Refusal.OPTIMIZER_NON_LEAF: leaves.optimizer_non_leaf,
    Refusal.INFERENCE: plain.inference,
    Refusal.NAN_GRADIENT: _node,
    Refusal.TARGET_SIZE: plain.target_size,
}
"""How the cause and the change are found. Of the others it is told where the tensor was made, and where refused."""
