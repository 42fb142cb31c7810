"""The commands of Descend."""

from __future__ import annotations

from explorer.ui.commands import steps

COMMANDS = steps("descend", lambda room: room.view.timeline)
