"""The signs of buttons: drawn, each its own, in the palette's colours; no button leans on a font for them."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QAbstractButton, QTabBar

from explorer.ui import theme
from explorer.ui.kit.icons import Sign, icon
from explorer.ui.theme import DARK, LIGHT, Scheme

SIZE = QSize(32, 32)


@pytest.fixture(autouse=True)
def back_to_the_system(qapp):
    yield
    theme.apply(Scheme.SYSTEM)


def picture(made, mode=QIcon.Mode.Normal, state=QIcon.State.Off):
    return made.pixmap(SIZE, mode, state).toImage()


def darkest_ink(image):
    """The colour of the pixel that is covered most."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(pixels, key=QColor.alpha)


def test_each_sign_is_another_picture(qapp):
    pictures = [picture(icon(sign)) for sign in Sign]
    assert all(one != other for k, one in enumerate(pictures) for other in pictures[:k])


@pytest.mark.parametrize("sign", Sign, ids=lambda sign: sign.name)
def test_a_sign_keeps_clear_of_the_edge(qapp, sign):
    image = picture(icon(sign))
    inked = [(x, y) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha()]
    assert inked and all(2 <= value < 30 for point in inked for value in point)


@pytest.mark.parametrize(("scheme", "colours"), [(Scheme.LIGHT, LIGHT), (Scheme.DARK, DARK)])
def test_an_icon_follows_the_palette_after_it_was_made(qapp, scheme, colours):
    made = icon(Sign.PAUSE)
    theme.apply(scheme)
    assert darkest_ink(picture(made)).name() == colours.text
    faint = darkest_ink(picture(made, QIcon.Mode.Disabled))
    assert faint.alphaF() == pytest.approx(0.6, abs=0.01)
    assert faint.getRgb()[:3] == pytest.approx(QColor(colours.muted).getRgb()[:3], abs=2)  # premultiplied: rounded


def test_a_checked_button_shows_the_other_sign(qapp):
    made = icon(Sign.PLAY, on=Sign.PAUSE)
    assert picture(made, state=QIcon.State.Off) == picture(icon(Sign.PLAY))
    assert picture(made, state=QIcon.State.On) == picture(icon(Sign.PAUSE))
    assert picture(icon(Sign.PLAY), state=QIcon.State.On) == picture(icon(Sign.PLAY))


@pytest.mark.parametrize("room", [0, 1, 2])
def test_no_button_leans_on_a_font_for_its_sign(window, qtbot, room):
    """Text on a button has a letter in it; a button without text has an icon, and a name for who cannot see it."""
    window.workspaces.setCurrentIndex(room)
    page = window.workspaces.currentWidget()
    qtbot.waitUntil(lambda: len(page.findChildren(QAbstractButton)) > 3, timeout=30_000)
    for button in page.findChildren(QAbstractButton):
        if button.objectName().startswith("qt_") or isinstance(button.parent(), QTabBar):
            continue  # Qt's own, which draws them itself
        text = button.text()
        assert not text or any(letter.isalnum() for letter in text), button.objectName()
        if not text and button.metaObject().className() == "QToolButton":
            assert not button.icon().isNull() and button.accessibleName(), button.objectName()
