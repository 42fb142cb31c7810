"""Undo is the State's: no editor has one of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit

KEYS = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


def leave_undo(editor: QLineEdit | QAbstractSpinBox | QComboBox | QPlainTextEdit) -> None:
    """Leave the keys to the window, and take both out of the menu."""
    editor.installEventFilter(_Filter(editor))


def menu_without_undo(edit: QLineEdit | QPlainTextEdit, place: QPoint) -> None:
    """Open the editor's own menu without its own undo, at this place of the screen."""
    menu = edit.createStandardContextMenu()
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for name in ("edit-undo", "edit-redo"):
        action = menu.findChild(QAction, name)
        if action is not None:
            menu.removeAction(action)
    menu.popup(place)


class _Filter(QObject):
    """Also of keys that are pressed where the window has nothing to undo."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and any(map(event.matches, KEYS)):
            event.ignore()
            return True
        if isinstance(event, QContextMenuEvent):
            edit = watched.lineEdit() if isinstance(watched, QAbstractSpinBox | QComboBox) else watched
            if isinstance(edit, QLineEdit | QPlainTextEdit):
                menu_without_undo(edit, event.globalPos())
                return True
        return False
