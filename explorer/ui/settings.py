"""What is remembered from one start to the next; only what differs from the defaults is stored."""

from __future__ import annotations

import os
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

DEFAULTS: dict[str, Any] = {
    "scheme": "system",
    "language": "",
    "geometry": QByteArray(),
    "layout": QByteArray(),
}


class Settings:
    """The user's settings, or none at all under DERIVATIVE_EXPLORER_FRESH=1."""

    def __init__(self) -> None:
        fresh = os.environ.get("DERIVATIVE_EXPLORER_FRESH") == "1"
        self._stored = None if fresh else QSettings("derivative-explorer", "derivative-explorer")

    def __getitem__(self, name: str) -> Any:
        default = DEFAULTS[name]
        if self._stored is None:
            return default
        value = self._stored.value(name, default)
        return value if isinstance(value, type(default)) else default

    def __setitem__(self, name: str, value: Any) -> None:
        default = DEFAULTS[name]
        if self._stored is None:
            return
        if value == default:
            self._stored.remove(name)
        else:
            self._stored.setValue(name, value)
