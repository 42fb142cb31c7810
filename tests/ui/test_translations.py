"""The window in Chinese, and English where no translation is loaded."""

import re
import string
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QApplication, QLabel

from explorer.app import translate
from explorer.core.catalogue import CATALOGUE
from explorer.core.expression.functions import WORDS
from explorer.ui import resources
from explorer.ui.help_pages import language_html
from explorer.ui.settings import Settings
from explorer.ui.window import MainWindow

CHINESE = re.compile("[\u4e00-\u9fff]")
TABLE = resources.path("i18n", "explorer_zh_CN.ts")


@pytest.fixture
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    """The application in the language `request.param`, until the test is over."""
    before = qapp.findChildren(QTranslator)
    translate(qapp, request.param)
    yield
    for translator in qapp.findChildren(QTranslator):
        if translator not in before:
            qapp.removeTranslator(translator)
            shiboken6.delete(translator)


@pytest.fixture
def window(language, qtbot) -> MainWindow:
    """A window that computes nothing."""
    made = MainWindow(Settings())
    qtbot.addWidget(made)
    made.place.make(starts=False)
    return made


def messages() -> Iterator[tuple[str, str, ET.Element]]:
    """Context, English text and translation of every message."""
    for context in ET.parse(TABLE).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            yield context.findtext("name", ""), message.findtext("source", ""), translation


def placeholders(text: str) -> list[tuple[str, str | None, str | None]]:
    return sorted((name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(text) if name)


def menus(window: MainWindow) -> list[str]:
    return [action.text() for action in window.menuBar().actions()]


in_chinese = pytest.mark.parametrize("language", ["zh_CN"], indirect=True)
in_english = pytest.mark.parametrize("language", ["en"], indirect=True)


@in_chinese
def test_menus_are_chinese(window):
    assert menus(window) == ["文件(&F)", "编辑(&E)", "视图(&V)", "帮助(&H)"]
    for action in window.actions_by_name.values():
        assert CHINESE.search(action.text())


@in_chinese
def test_selector_is_chinese(window):
    selector = window.room.view.selector
    assert [selector.itemText(row) for row in range(2)] == ["三角函数", "正弦"]
    assert CHINESE.search(selector.itemData(1, Qt.ItemDataRole.ToolTipRole))


@in_chinese
def test_error_is_chinese(window):
    window.room.set_text("sin(x")
    assert "括号“(”没有闭合。" in window.findChild(QLabel, "expressionError").text()


@in_chinese
def test_every_notice_is_chinese(window):
    for entry in CATALOGUE:
        window.room.view.selector.chosen.emit(entry)
        assert CHINESE.search(window.findChild(QLabel, "notice").text()), entry.title


@in_chinese
def test_help_is_chinese(language):
    for heading in re.findall("<b>(.*?)</b>", language_html()):
        assert CHINESE.search(heading)


@in_english
def test_english_is_the_source(window):
    assert menus(window) == ["&File", "&Edit", "&View", "&Help"]
    assert window.windowTitle() == "Derivative Explorer"
    assert window.room.view.selector.itemText(1) == CATALOGUE[0].title
    window.room.set_text("sin(x")
    assert "The bracket '(' is never closed." in window.findChild(QLabel, "expressionError").text()
    assert not CHINESE.search(language_html())


def test_every_group_of_functions_has_a_heading(qapp):
    assert language_html().count("<b>") == len({row.group for row in WORDS.values()})


def test_nothing_is_unfinished():
    assert not [
        source for _, source, translation in messages() if translation.get("type") is not None or not translation.text
    ]


def test_placeholders_are_kept():
    assert not [
        source for _, source, translation in messages() if placeholders(source) != placeholders(translation.text or "")
    ]


def test_accelerators_are_kept():
    for context, source, translation in messages():
        text = translation.text or ""
        assert source.count("&") == text.count("&"), source
        assert context != "Actions" or re.search(r"\(&[A-Z]\)…?$", text), source


def test_what_is_shipped_is_compiled_from_the_table(qapp):
    compiled = QTranslator()
    assert compiled.load(str(TABLE.with_suffix(".qm")))
    assert not [
        source for context, source, translation in messages() if compiled.translate(context, source) != translation.text
    ]
