"""The window: rooms in a row, menus made from rows of commands; it knows no room's inside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QTabWidget

from explorer.ui import commands, theme
from explorer.ui.commands import ROOMS, Command
from explorer.ui.kit.formula import Formulas
from explorer.ui.place import Place
from explorer.ui.room import Room
from explorer.ui.settings import Settings
from explorer.ui.theme import Scheme
from explorer.ui.words import translated


class MainWindow(QMainWindow):
    """Made empty, so that it can be seen at once; each room is made when it is opened.

    Signal: settled(), whenever the newest State is fully on the screen.
    """

    settled = Signal()

    def __init__(self, settings: Settings, state: object = None) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(self.tr("Derivative Explorer"))
        self.resize(1366, 768)
        self.settings = settings
        self.scheme = theme.scheme_named(settings["scheme"])
        self.formulas = Formulas()
        self.actions_by_name: dict[str, QAction] = {}
        self._actions_of: dict[str, list[tuple[Command, QAction]]] = {key: [] for key in ("", *ROOMS)}
        self._checkable: dict[str, list[tuple[Callable[[Any], bool], QAction]]] = {key: [] for key in ("", *ROOMS)}
        self.workspaces = QTabWidget()
        self.workspaces.setObjectName("workspaces")
        self.workspaces.setAccessibleName(self.tr("Workspaces"))
        self.workspaces.setDocumentMode(True)
        self.places = {key: Place(key, self.formulas, state if key == "explore" else None) for key in ROOMS}
        for key, place in self.places.items():
            place.made.connect(partial(self._furnish, place))
            self.workspaces.addTab(place, translated("MainWindow", ROOMS[key]))
        self.setCentralWidget(self.workspaces)
        self._fill_menus()
        self.workspaces.currentChanged.connect(lambda _: self._enter())
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _: self.set_scheme(self.scheme))
        self.set_scheme(self.scheme)
        self._show_commands()
        self.restoreGeometry(settings["geometry"])

    @property
    def place(self) -> Place:
        """The one in front."""
        place = self.workspaces.currentWidget()
        assert isinstance(place, Place)
        return place

    @property
    def room(self) -> Room:
        """The one in front, which is made."""
        return self.place.ready()

    def rooms(self) -> dict[str, Room]:
        """Those that are made, by their keys."""
        return {key: place.room for key, place in self.places.items() if place.room is not None}

    def is_settled(self) -> bool:
        """Whether the newest State is fully on the screen."""
        return self.place.room is not None and all(place.is_settled() for place in self.places.values())

    def bring(self, key: str) -> Place:
        """That room to the front."""
        self.workspaces.setCurrentWidget(self.places[key])
        return self.places[key]

    def give(self, key: str, thing: object) -> None:
        """Bring a room to the front, and give it something to show."""
        self.bring(key).when_made(lambda room: room.take(thing))

    def set_scheme(self, scheme: Scheme) -> None:
        """Light, dark, or as the system has it."""
        self.scheme = scheme
        self.settings["scheme"] = scheme.value
        colours = theme.apply(scheme)
        for room in self.rooms().values():
            room.set_colours(colours)
        self._show_commands()

    # -- rooms

    def _furnish(self, place: Place) -> None:
        """A room was made: connect it."""
        room = place.ready()
        room.set_colours(theme.colours(self.scheme))
        room.add_buttons([action for command, action in self._actions_of[place.key] if command.bar])
        room.settled.connect(self._check_settled)
        room.offered.connect(self.give)
        room.store.changed.connect(lambda _: self._show_state())
        self._enter()

    def _enter(self) -> None:
        """Another room is in front, or the one in front is there at last."""
        if self.place.room is None:
            self.place.open()
        else:
            self.room.enter({key: room.store.state for key, room in self.rooms().items()})
        self._show_commands()

    def _check_settled(self) -> None:
        if self.is_settled():
            self.settled.emit()

    # -- commands

    def _fill_menus(self) -> None:
        menus = {name: self.menuBar().addMenu(translated("Actions", name)) for name in commands.MENUS}
        for command in commands.FIRST:
            self._add(menus, command, "", partial(_call, command, self))
        for key in ROOMS:
            for command in commands.of_room(key):
                self._add(menus, command, key, partial(self._run, command, key))
        for command in commands.LAST:
            self._add(menus, command, "", partial(_call, command, self))

    def _add(self, menus: dict[str, QMenu], command: Command, key: str, run: Callable[[bool], None]) -> None:
        action = QAction(translated("Actions", command.text), self)
        action.setObjectName(f"action_{command.name}")
        action.setCheckable(command.checked is not None)
        action.setShortcut(QKeySequence(command.key))
        if command.bar:
            action.setIconText(translated("Actions", command.bar))
        action.triggered.connect(lambda on: run(on))  # of a partial, Qt cannot tell that it wants to know
        if command.separated:
            menus[command.menu].addSeparator()
        menus[command.menu].addAction(action)
        self.actions_by_name[command.name] = action
        self._actions_of[key].append((command, action))
        if command.checked is not None:
            self._checkable[key].append((command.checked, action))

    def _run(self, command: Command, key: str, on: bool) -> None:
        """A command of a room, which is brought to the front if it is not there."""
        self.bring(key).when_made(lambda room: _call(command, room, on))

    def _show_commands(self) -> None:
        """Those of the room in front are there, and show how its State is."""
        room, front = self.place.room, self.place.key
        for key, rows in self._actions_of.items():
            for command, action in rows:
                is_there = not key or command.anywhere or (key == front and room is not None)
                action.setVisible(is_there)
                action.setEnabled(is_there)
        for is_on, action in self._checkable[""]:
            action.setChecked(is_on(self))
        self._show_state()

    def _show_state(self) -> None:
        """What is on and off in the room in front, and whether there is anything to undo; often, during a drag."""
        room = self.place.room
        if room is not None:
            state = room.store.state
            for is_on, action in self._checkable[self.place.key]:
                action.setChecked(is_on(state))
        self.actions_by_name["undo"].setEnabled(room is not None and room.store.can_undo)
        self.actions_by_name["redo"].setEnabled(room is not None and room.store.can_redo)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not all(room.may_close() for room in self.rooms().values()):
            event.ignore()
            return
        for room in self.rooms().values():
            room.close()
        self.formulas.stop()
        self.settings["geometry"] = self.saveGeometry()
        super().closeEvent(event)


def _call(command: Command, subject: object, on: bool) -> None:
    """Whether it was switched on is told only to a command that is on or off."""
    if command.checked is not None:
        command.run(subject, on)
    else:
        command.run(subject)
