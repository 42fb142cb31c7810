"""Functions of the person's own whose backward() returns what torch does not take."""

from __future__ import annotations

import ast
from math import prod

from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.lost import once_only
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot, each_once
from explorer.core.tape.reading.track import short_name
from explorer.core.tape.tape import Line, Walk


def _backward_of(scene: Scene) -> tuple[Spot, list[ast.Return]] | None:
    """The backward of the class that the error names, and its returns."""
    name = scene.values.get("node", "").removesuffix("Backward")
    for file in scene.track.sources:
        code = scene.code(file)
        function = code.function(f"{name}.backward") if code is not None and name else None
        if code is not None and function is not None:
            return Spot(file, code, function), [one for one in ast.walk(function) if isinstance(one, ast.Return)]
    return None


def _refused(scene: Scene) -> tuple[Line, ...]:
    return (scene.refused.line,) if scene.refused is not None else ()


def _lines(scene: Scene, found: tuple[Spot, list[ast.Return]] | None) -> tuple[Line, ...]:
    """What backward() returns, or where it begins if it returns in several places; and what walked."""
    if found is None:
        return _refused(scene)
    spot, ends = found
    return each_once(spot.line_of(ends[0] if len(ends) == 1 else spot.statement), *_refused(scene))


def no_backward(scene: Scene) -> Found:
    """The class that has none."""
    walk = scene.walk
    name = short_name(scene.track.nodes[walk.failed].name) if walk is not None and walk.failed is not None else ""
    for file in scene.track.sources:
        code = scene.code(file)
        for kind in ast.walk(code.tree) if code is not None and name else ():
            if isinstance(kind, ast.ClassDef) and kind.name == name and code is not None:
                scene.values["operation"] = name
                return Found(each_once(Spot(file, code, kind).line, *_refused(scene)), Cause.WITHOUT_BACKWARD)
    return Found(_refused(scene))


def custom_count(scene: Scene) -> Found:
    """None for each argument that is no tensor; what is too much is left out."""
    found = _backward_of(scene)
    lines = _lines(scene, found)
    wanted, given = int(scene.values["wanted"]), int(scene.values["given"])
    if found is None or len(found[1]) != 1 or found[1][0].value is None:
        return Found(lines)
    spot, (end,) = found
    value = end.value
    assert value is not None
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    if len(parts) != given:
        return Found(lines)
    name = scene.values["node"].removesuffix("Backward")
    used = next((event for _, event in scene.before() if event.name == name), None)
    texts = [spot.code.text(one) for one in parts]
    if given < wanted:
        if used is None or len(used.inputs) != wanted or any(isinstance(one, int) for one in used.inputs[given:]):
            return Found(lines)
        texts += ["None"] * (wanted - given)
    else:
        texts = texts[1:] if texts[0] == "None" and given == wanted + 1 else texts[:wanted]
    return Found(lines, None, spot.cure(spot.code.replace(value, ", ".join(texts))))


def custom_shape(scene: Scene) -> Found:
    """A gradient of as many elements is transposed, or reshaped. (torch itself sums what was broadcast.)"""
    found = _backward_of(scene)
    lines = _lines(scene, found)
    index = scene.values.get("index")
    if found is None or len(found[1]) != 1 or found[1][0].value is None or index is None:
        return Found(lines)
    spot, (end,) = found
    value = end.value
    assert value is not None
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    given, wanted = ([int(one) for one in scene.values[part].split(",") if one.strip()] for part in ("given", "wanted"))
    if int(index) >= len(parts) or prod(given) != prod(wanted):
        return Found(lines)
    new = ".t()" if len(given) == 2 and given[::-1] == wanted else f".reshape({', '.join(map(str, wanted)) or '()'})"
    return Found(lines, None, spot.cure(spot.code.after(parts[int(index)], new)))


def custom_no_tensor(scene: Scene) -> Found:
    """None in the place of the gradient of what is no tensor."""
    found = _backward_of(scene)
    lines = _lines(scene, found)
    place = int(scene.values["position"]) - 1
    value = found[1][0].value if found is not None and len(found[1]) == 1 else None
    if found is None or not isinstance(value, ast.Tuple) or place >= len(value.elts):
        return Found(lines)
    return Found(lines, None, found[0].cure(found[0].code.replace(value.elts[place], "None")))


def once_differentiable(scene: Scene) -> Found:
    """The decorator left out, where backward() computes with torch alone."""
    lines = _refused(scene)
    walks = [event for event in scene.track.events[: scene.place + 1] if isinstance(event, Walk)]
    found = (once_only(scene, walk, lines) for walk in reversed(walks))
    return next((one for one in found if one is not None and one.cause is Cause.ONCE_ONLY), Found(lines))
