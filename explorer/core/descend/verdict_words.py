"""What is said of a walk: a sentence for each thing that can become of it."""

from explorer.core.words import QT_TRANSLATE_NOOP

WORDS = {
    "minimum": QT_TRANSLATE_NOOP(
        "Fate", "At the minimum ({place}), {distance:.1g} from it: f = {value:.4g}, the gradient is {slope:.1g}."
    ),
    "around": QT_TRANSLATE_NOOP(
        "Fate", "Around the minimum ({place}): the noise of the batches keeps it moving by {amplitude:.2g}."
    ),
    "valley": QT_TRANSLATE_NOOP(
        "Fate", "At a minimum ({place}) that goes on in a valley floor: f = {value:.4g}, the gradient is {slope:.1g}."
    ),
    "uncurved": QT_TRANSLATE_NOOP(
        "Fate", "At the minimum ({place}), where autograd sees no curvature: f = {value:.4g} is higher on all sides."
    ),
    "saddle": QT_TRANSLATE_NOOP(
        "Fate",
        "At the saddle ({place}): the gradient is {slope:.1g}, and f falls to both sides (curvature {least:.3g}).",
    ),
    "maximum": QT_TRANSLATE_NOOP(
        "Fate", "At the maximum ({place}): f = {value:.4g} falls to all sides, the gradient is {slope:.1g}."
    ),
    "plateau": QT_TRANSLATE_NOOP(
        "Fate",
        "On a plateau since step {step:,}: the gradient is {slope:.1g}, f = {value:.4g}, and no minimum is near.",
    ),
    "bounces": QT_TRANSLATE_NOOP(
        "Fate", "Oscillating: it comes back every {period} steps, {amplitude:.3g} wide, for ever."
    ),
    "circles": QT_TRANSLATE_NOOP(
        "Fate", "Oscillating: it goes round in about {period} steps, {amplitude:.3g} wide, for ever."
    ),
    "orbits": QT_TRANSLATE_NOOP("Fate", "Oscillating: it jumps about, {amplitude:.3g} wide, and comes no nearer."),
    "start": QT_TRANSLATE_NOOP("Fate", "No step was made: f = {value:.4g}."),
    "decayed": QT_TRANSLATE_NOOP(
        "Fate",
        "At rest since step {step:,} at ({place}), the minimum of f + {half:.3g}·|x|²: weight decay pulls back as hard "
        "as f's gradient, {slope:.3g}, pushes.",
    ),
    "no rate": QT_TRANSLATE_NOOP(
        "Fate", "It stands still since step {step:,}, though the gradient is {slope:.3g}: the learning rate is spent."
    ),
    "stands": QT_TRANSLATE_NOOP("Fate", "It stands still since step {step:,}, though the gradient is {slope:.3g}."),
    "walking": QT_TRANSLATE_NOOP("Fate", "Still walking: f = {value:.4g} falls by {fall:.2g} a step."),
    "soon": QT_TRANSLATE_NOOP(
        "Fate", "Still walking: f = {value:.4g} falls by {fall:.2g} a step; the minimum needs some {more:,} steps more."
    ),
    "uneven": QT_TRANSLATE_NOOP(
        "Fate",
        "Still walking, up and down: f = {value:.4g}, between {low:.4g} and {high:.4g} in the last {steps} steps.",
    ),
    "level": QT_TRANSLATE_NOOP(
        "Fate", "Still walking, but f stays at {value:.4g} in the last {steps} steps; the gradient is {slope:.1g}."
    ),
    "endless": QT_TRANSLATE_NOOP(
        "Fate",
        "Running away: it left the picture at step {step:,}, and f = {value:.4g} falls on, as far as one can see.",
    ),
    "too large": QT_TRANSLATE_NOOP(
        "Fate", "Running away: f has grown from {first:.4g} to {value:.4g}, since the rate is too large."
    ),
    "piles": QT_TRANSLATE_NOOP(
        "Fate", "Running away: f has grown from {first:.4g} to {value:.4g}; without zero_grad() the gradients add up."
    ),
    "not finite": QT_TRANSLATE_NOOP("Fate", "NaN or infinity since step {step:,}: f is not finite there."),
}
MEAN = QT_TRANSLATE_NOOP(
    "Fate", "The loss of all points is {value:.4g} at the last step, {mean:.4g} at the mean of the last half."
)
LOWEST = QT_TRANSLATE_NOOP("Fate", "It is a local one: f is lowest at ({place}), {value:.4g}.")
BOUND = QT_TRANSLATE_NOOP("Fate", "On its way only rates under {bound:.3g} are stable; this is {rate:.3g}.")
"""2 / λ of SGD, 2 (1 + β) / λ with momentum β, where λ is the largest curvature that it met."""
