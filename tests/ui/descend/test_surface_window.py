"""The surface in three dimensions: an optional part, and a clear word where it is not installed."""

from PySide6.QtWidgets import QMessageBox, QWidget

from explorer.core.descend.race import Race, Runner, scene
from explorer.core.descend.surfaces import named
from explorer.ui.descend import surface_window
from explorer.ui.theme import LIGHT


def test_without_opengl_it_says_what_is_missing(qtbot, monkeypatch):
    said = []
    monkeypatch.setattr(surface_window, "find_spec", lambda name: None)
    monkeypatch.setattr(QMessageBox, "information", lambda parent, title, text: said.append(text))
    parent = QWidget()
    qtbot.addWidget(parent)
    bowl = named("Bowl")
    race = Race(bowl, bowl.start, (Runner(),), 3)
    assert surface_window.show_surface(parent, scene(bowl, bowl.limits), race, race.run(), LIGHT) is None
    assert said == ["The 3-D surface needs PyOpenGL: pip install derivative-explorer[opengl]"]
