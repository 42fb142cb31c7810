"""Only what differs from the defaults is remembered, and nothing at all in a fresh start."""

import pytest
from PySide6.QtCore import QSettings

from explorer.ui.settings import DEFAULTS, Settings


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """Settings as a person has them, in a file of the test's own."""
    monkeypatch.delenv("DERIVATIVE_EXPLORER_FRESH")
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path))
    return tmp_path


def test_what_is_set_is_remembered(kept):
    Settings()["scheme"] = "dark"
    assert Settings()["scheme"] == "dark"
    Settings()["scheme"] = DEFAULTS["scheme"]
    assert Settings()["scheme"] == DEFAULTS["scheme"]


def test_only_what_differs_is_stored(kept):
    settings = Settings()
    settings["scheme"] = "dark"
    settings["scheme"] = DEFAULTS["scheme"]
    settings["language"] = DEFAULTS["language"]
    assert not QSettings("derivative-explorer", "derivative-explorer").allKeys()


@pytest.mark.parametrize("value", [5, "", "no such scheme", ["dark"]])
def test_a_damaged_file_does_not_keep_the_window_from_opening(kept, open_window, value):
    QSettings("derivative-explorer", "derivative-explorer").setValue("scheme", value)
    assert open_window().is_settled()


def test_the_window_comes_back_where_it_was(kept, open_window):
    window = open_window()
    window.resize(window.minimumSizeHint().width(), 650)
    window.actions_by_name["dark"].trigger()
    window.close()
    again = open_window()
    assert again.height() == 650
    assert again.actions_by_name["dark"].isChecked()
    again.actions_by_name["light"].trigger()


def test_a_fresh_start_remembers_nothing(tmp_path):
    settings = Settings()
    settings["scheme"] = "dark"
    assert settings["scheme"] == DEFAULTS["scheme"]
    assert Settings()["scheme"] == DEFAULTS["scheme"]
