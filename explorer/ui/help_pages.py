"""What can be typed, made from the function table, and what this program is."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QTextBrowser, QVBoxLayout, QWidget

from explorer.core.expression.functions import WORDS
from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.words import translated

_EXAMPLES = (
    ("2x   3(x+1)   2 sin(x)   (x+1)(x-1)", QT_TRANSLATE_NOOP("Help", "products need no sign")),
    (
        "x^2   x**2   x²   √x   |x|   x!",
        QT_TRANSLATE_NOOP("Help", "powers, roots, absolute value, factorial"),
    ),
    (
        "sin x   sin²x   sin 2x",
        QT_TRANSLATE_NOOP("Help", "brackets may be left out after a function of one value"),
    ),
    ("a sin(b x)", QT_TRANSLATE_NOOP("Help", "any other name is a parameter and gets a slider")),
    ("x if x > 0 else 0.1x", QT_TRANSLATE_NOOP("Help", "one value or another")),
    ("where(x > 0, sqrt(x), 0)", QT_TRANSLATE_NOOP("Help", "torch.where: both branches are computed")),
    ("piecewise(x < 0, -x, x < 1, x^2, 1)", QT_TRANSLATE_NOOP("Help", "conditions in turn, then the rest")),
    ("0 < x < 1", QT_TRANSLATE_NOOP("Help", "1 where it is true, 0 elsewhere")),
    ("u = detach(x*x); u*x", QT_TRANSLATE_NOOP("Help", "names for lines, the value last")),
)

_GROUPS = {
    "trigonometric": QT_TRANSLATE_NOOP("Help", "Trigonometric"),
    "hyperbolic": QT_TRANSLATE_NOOP("Help", "Hyperbolic"),
    "exponential": QT_TRANSLATE_NOOP("Help", "Exponentials and logarithms"),
    "powers": QT_TRANSLATE_NOOP("Help", "Powers and roots"),
    "steps": QT_TRANSLATE_NOOP("Help", "Steps and choices"),
    "special": QT_TRANSLATE_NOOP("Help", "Special functions"),
    "activations": QT_TRANSLATE_NOOP("Help", "Activations"),
    "autograd": QT_TRANSLATE_NOOP("Help", "Autograd"),
}
"""The groups of the function table, as they are said to a person."""


def language_html() -> str:
    """The language on one page: examples, then every function by group."""
    rows = "".join(
        f"<tr><td style='white-space: pre'><code>{_escaped(text)}</code><td>{translated('Help', meaning)}</tr>"
        for text, meaning in _EXAMPLES
    )
    groups: dict[str, list[str]] = {}
    for name, row in WORDS.items():
        groups.setdefault(QCoreApplication.translate("Help", _GROUPS[row.group]), []).append(name)
    lists = "".join(f"<p><b>{group}</b><br><code>{', '.join(names)}</code></p>" for group, names in groups.items())
    constants = QCoreApplication.translate("Help", "Constants: pi (π), e, tau.")
    return f"<table cellpadding=3>{rows}</table><p>{constants}</p>{lists}"


def keys_html(keyed: Iterable[tuple[str, str, str]]) -> str:
    """A table for each room, of (room, command, key)."""
    rooms: dict[str, list[str]] = {}
    for room, text, key in keyed:
        rooms.setdefault(room, []).append(f"<tr><td><code>{_escaped(key)}</code><td>{_escaped(text)}</tr>")
    return "".join(f"<p><b>{room}</b></p><table cellpadding=3>{''.join(rows)}</table>" for room, rows in rooms.items())


def show_language(parent: QWidget) -> None:
    """A window beside the program with `language_html`."""
    _show(parent, "languageHelp", QCoreApplication.translate("Help", "What can be typed"), language_html())


def show_keys(parent: QWidget, keyed: Iterable[tuple[str, str, str]]) -> None:
    """A window beside the program with `keys_html`."""
    _show(parent, "keysHelp", QCoreApplication.translate("Help", "Keys"), keys_html(keyed))


def _show(parent: QWidget, name: str, title: str, html: str) -> None:
    dialog = QDialog(parent)
    dialog.setObjectName(name)
    dialog.setWindowTitle(title)
    page = QTextBrowser()
    page.setHtml(html)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    dialog.resize(620, 560)
    dialog.show()


def show_about(parent: QWidget) -> None:
    """Name, version and purpose."""
    QMessageBox.about(
        parent,
        QCoreApplication.translate("Help", "About Derivative Explorer"),
        QCoreApplication.translate(
            "Help",
            "<b>Derivative Explorer {version}</b><p>See automatic differentiation happen: every number on the screen "
            "was computed by PyTorch.</p>",
        ).format(version=QCoreApplication.applicationVersion()),
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
