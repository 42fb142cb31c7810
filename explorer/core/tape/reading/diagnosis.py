"""What a refusal of PyTorch's comes from, and the change of the code that mends it, from the recording."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from explorer.core.refusals import Diagnosis, Refusal, recognised
from explorer.core.tape.reading.cures import inputs, leaves, lost, modules, own_functions, plain, saved, second, slots
from explorer.core.tape.reading.cures.nodes import failing_node
from explorer.core.tape.reading.cures.scene import Found, Scene
from explorer.core.tape.reading.track import Track, track
from explorer.core.tape.tape import Line, Raised, Tape


def diagnose(error: str, tape: Tape | Track | None, raised: Line | None = None) -> Diagnosis | None:
    """What an error is, from its text as Python prints it ("RuntimeError: …") or a warning's, and the whole recording.

    `raised` is the person's line at which Python raised it, where the recording does not tell. None where the error is
    none of autograd's.
    """
    found = recognised(error)
    if found is None or tape is None:
        return found
    made = tape if isinstance(tape, Track) else track(tape)
    name = _UNNAMED[found.refusal.value.name] if made.events else found.values["name"]
    scene = Scene(made, error, {**found.values, "name": name}, raised or _raised(made, error))
    led = guarded(_RULES.get(found.refusal, _made), scene)
    told = replace(found, values=scene.values, lines=led.lines, cause=led.cause, mended=led.mended)
    return told if told.is_whole else replace(told, cause=None)


_UNNAMED = {"x": "the tensor", "y": "the result"}
"""What a sentence calls a tensor of a program that gave it no name."""


def _raised(track: Track, error: str) -> Line | None:
    """Where the error that ended the code was raised."""
    lines = (one.line for one in reversed(track.events) if isinstance(one, Raised) and one.error == error)
    return next((line for line in lines if line.number), None)


def guarded(rule: Callable[[Scene], Found], scene: Scene) -> Found:
    """What the rule finds. One that fails tells nothing: what torch says is known all the same."""
    try:
        return rule(scene)
    except Exception:
        return Found((scene.line,) if scene.line is not None else ())


def _made(scene: Scene) -> Found:
    return Found(leaves.made_and_refused(scene))


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
    Refusal.NO_BACKWARD: own_functions.no_backward,
    Refusal.NOT_DIFFERENTIABLE: plain.not_differentiable,
    Refusal.OUT_ARGUMENT: plain.out_argument,
    Refusal.NOT_FLOATING: plain.not_floating,
    Refusal.FLAG_OF_NON_LEAF: plain.flag_of_non_leaf,
    Refusal.RETAIN_WITHOUT_GRAD: plain.wants_a_gradient,
    Refusal.HOOK_WITHOUT_GRAD: plain.wants_a_gradient,
    Refusal.NOT_A_PARAMETER: modules.not_a_parameter,
    Refusal.EMPTY_PARAMETERS: modules.empty_parameters,
    Refusal.BARE_PARAMETER: modules.bare_parameter,
    Refusal.CHECKPOINT_INPUT: plain.checkpoint,
    Refusal.OPTIMIZER_NON_LEAF: leaves.optimizer_non_leaf,
    Refusal.INFERENCE: modules.inference,
    Refusal.NAN_GRADIENT: _node,
    Refusal.TARGET_SIZE: plain.target_size,
    Refusal.TARGET_UNLIKE: plain.target_size,
    Refusal.FACTOR_SHAPES: plain.shapes,
    Refusal.SIZES: plain.shapes,
    Refusal.DTYPES: plain.shapes,
}
"""How the cause and the change are found. Of the others it is told where the tensor was made, and where refused."""
