"""Text of which Qt counts some characters as two: what is written anew, and what is coloured."""

import pytest
from PySide6.QtGui import QColor, QTextCursor, QTextDocument

from explorer.ui.kit.highlighter import Highlighter
from explorer.ui.kit.script_view import ScriptView
from explorer.ui.kit.text import put
from explorer.ui.theme import LIGHT

TEXTS = ("", "a", "𠮷", "𠮸", "a𠮷b\n", "a𠮷𠮷b\nc", "# 𠮷.py:f\nx = 1\nx = 2", "# 𠮷.py:f\nx = 1", "# 导数 é\nx")


@pytest.mark.parametrize("before", TEXTS)
@pytest.mark.parametrize("text", TEXTS)
def test_any_text_becomes_any_other(qapp, before, text):
    document = QTextDocument(before)
    put(QTextCursor(document), before, text)
    assert document.toPlainText() == text


def test_only_what_differs_is_written(qapp):
    document = QTextDocument("𠮷a\nb\n𠮷c")
    document.documentLayout()  # without one it tells nobody
    written = []
    document.contentsChange.connect(lambda *change: written.append(change))
    put(QTextCursor(document), "𠮷a\nb\n𠮷c", "𠮷a\nbd\n𠮷c")
    assert written == [(5, 0, 1)]


def test_a_script_of_a_file_of_any_name(qtbot):
    view = ScriptView("code", "code", "", "", "script.py")
    qtbot.addWidget(view)
    for script in ("# f: 𠮷.py:f\nimport torch\n", "# f: 𠮷.py:f\nimport torch\nx = 1\n", "# f: 𠮷𠮷.py:g\nx = 1\n"):
        view.show_script(script)
        assert view.text.toPlainText() == script


def test_colours_are_of_the_characters_they_are_meant_for(qapp):
    document = QTextDocument("s = '𠮷𠮷'; y = None  # 𠮷")
    highlighter = Highlighter(document)
    highlighter.set_colours(LIGHT)
    text = document.toPlainText().encode("utf-16-le")
    found = {
        text[2 * one.start : 2 * (one.start + one.length)].decode("utf-16-le"): one.format.foreground().color()
        for one in document.firstBlock().layout().formats()
    }
    assert found["'𠮷𠮷'"] == QColor(LIGHT.curves[2])
    assert found["None"] == QColor(LIGHT.accent)
    assert found["# 𠮷"] == QColor(LIGHT.muted)
