"""The commands of Descend."""

from __future__ import annotations

from explorer.ui.commands import Command

COMMANDS: tuple[Command, ...] = ()
