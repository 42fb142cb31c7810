"""What must hold before any test module is imported."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DERIVATIVE_EXPLORER_FRESH"] = "1"


def pytest_addoption(parser, pluginmanager):
    """Accept pytest-qt's settings where it is not installed: tests/core also runs without any Qt."""
    if not pluginmanager.has_plugin("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail"):
            parser.addini(name, "a setting of pytest-qt")
