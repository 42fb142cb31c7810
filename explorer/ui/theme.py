"""Colours and sizes: one table for light, one for dark; Fusion everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QLabel

GAP = 8
"""The rhythm of the layout, in pixels."""


class Scheme(StrEnum):
    """What a person may choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def scheme_named(name: str) -> Scheme:
    """The scheme of that name; the system's for a name that a damaged settings file may hold."""
    return next((scheme for scheme in Scheme if scheme.value == name), Scheme.SYSTEM)


@dataclass(frozen=True, slots=True)
class Colours:
    """curves[k] is the k-th derivative, `stored` x.grad: Okabe-Ito, told apart by people with any colour vision."""

    window: str
    base: str
    text: str
    muted: str
    border: str
    accent: str
    grid: str
    error: str
    tangent: str
    secant: str
    stored: str
    on_stored: str
    box: str
    curves: tuple[str, ...]


LIGHT = Colours(
    window="#f4f5f7",
    base="#ffffff",
    text="#1d2126",
    muted="#5c6670",
    border="#c9ced4",
    accent="#0072B2",
    grid="#e6e9ec",
    error="#b3261e",
    tangent="#4a525a",
    secant="#E69F00",
    stored="#CC79A7",
    on_stored="#1d2126",
    box="#ffffff",
    curves=("#0072B2", "#D55E00", "#009E73", "#2a93cc", "#6b5b00"),
)
DARK = Colours(
    window="#1f2226",
    base="#17191c",
    text="#e8eaed",
    muted="#a0a8b0",
    border="#3f454c",
    accent="#56B4E9",
    grid="#2a2e33",
    error="#ff8a80",
    tangent="#c3c9cf",
    secant="#E69F00",
    stored="#e09ac4",
    on_stored="#17191c",
    box="#4a5159",
    curves=("#56B4E9", "#ff8c42", "#2fc99b", "#a9c7ff", "#F0E442"),
)

DASHES: tuple[tuple[float, ...], ...] = ((), (7, 4), (2, 3), (9, 3, 2, 3), (4, 2, 1, 2, 1, 2))
"""DASHES[k] is the pattern of the k-th derivative, in widths of the line; () is solid."""


def is_dark(scheme: Scheme) -> bool:
    """Whether the dark table applies now."""
    if scheme is Scheme.SYSTEM:
        return QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return scheme is Scheme.DARK


def colours(scheme: Scheme) -> Colours:
    """The table that applies now."""
    return DARK if is_dark(scheme) else LIGHT


def apply(scheme: Scheme) -> Colours:
    """Give the application Fusion and the palette of `scheme`."""
    table = colours(scheme)
    if QApplication.style().objectName() != "fusion":
        QApplication.setStyle("fusion")
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in {
        role.Window: table.window,
        role.Base: table.base,
        role.AlternateBase: table.window,
        role.Button: table.window,
        role.Text: table.text,
        role.WindowText: table.text,
        role.ButtonText: table.text,
        role.ToolTipBase: table.base,
        role.ToolTipText: table.text,
        role.PlaceholderText: table.muted,
        role.Highlight: table.accent,
        role.HighlightedText: table.base,
        role.Link: table.accent,
        role.Mid: table.border,
        role.Dark: table.border,
        role.Light: table.base,
    }.items():
        palette.setColor(name, QColor(colour))
    faint = QColor(table.muted)
    faint.setAlphaF(0.6)
    for name in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, faint)
    QApplication.setPalette(palette)
    boxes = QPalette(palette)
    boxes.setColor(role.Base, QColor(table.box))  # Fusion's own frame cannot be seen on a dark ground
    QApplication.setPalette(boxes, "QCheckBox")  # type: ignore[arg-type]  # the stub wants bytes, PySide a str
    return table


def monospace() -> QFont:
    """The system's font for code and columns of numbers."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


def title(text: str) -> QLabel:
    """The heading of a part of a panel."""
    label = QLabel(text.upper())
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 0.82)
    font.setBold(True)
    label.setFont(font)
    label.setForegroundRole(label.foregroundRole().PlaceholderText)
    return label
