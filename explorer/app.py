"""Puts the program together: application, translation, settings, window."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QSize, QSocketNotifier, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from explorer import __version__
from explorer.core.preload import preload
from explorer.ui import resources, theme
from explorer.ui.settings import Settings
from explorer.ui.window import MainWindow

if TYPE_CHECKING:
    from explorer.core.explore.state import State

FRAME = QSize(8, 40)
"""What a system may put around a window, in pixels."""

SWITCH_SECONDS = 0.0005
"""How long a thread that computes may keep the interpreter from the GUI thread; Python's own 5 ms is half a frame."""


def application() -> QApplication:
    """The QApplication, made if there is none."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    made = QApplication(sys.argv[:1])
    made.setApplicationName("Derivative Explorer")
    made.setApplicationVersion(__version__)
    made.setDesktopFileName("derivative-explorer")
    return made


def translate(app: QApplication, language: str) -> None:
    """Load the translations of `language`, or of the system's where it is empty."""
    locale = QLocale(language) if language else QLocale()
    if locale.uiLanguages()[0].split("-")[0] in ("en", "C"):
        return  # the source: Qt would go on to the next language of the person's list
    for folder, name in (
        (str(resources.path("i18n")), "explorer"),
        (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), "qtbase"),
    ):
        translator = QTranslator(app)
        if translator.load(locale, name, "_", folder):
            app.installTranslator(translator)


def create_window(state: State | None = None) -> MainWindow:
    """A complete window that shows `state`; it computes as soon as torch is imported on its own thread."""
    window = _empty_window(state)
    window.place.make()
    sys.setswitchinterval(SWITCH_SECONDS)
    return window


def run(state: State | None = None, notebook: Path | None = None) -> int:
    """Show the window first, then import what it needs; the exit code when it is closed.

    `notebook` is opened in the workspace Tape.
    """
    gc.disable()  # among what is being imported there is no garbage, and looking for it takes a tenth of the start
    app = application()
    window = _empty_window(state)
    window.settled.connect(_collect_again, Qt.ConnectionType.SingleShotConnection)
    _fit_screen(window)
    exposed = _Exposed(window, lambda: _begin(window, notebook))
    window.show()
    window.windowHandle().installEventFilter(exposed)
    with closed_by_signals(window):
        return app.exec()


@contextmanager
def closed_by_signals(window: QWidget) -> Iterator[None]:
    """Meanwhile SIGTERM, SIGINT and SIGHUP close the window as a person does; another one does not wait for an answer
    to what the window may ask.

    Qt's loop does not return to Python for a signal: it is woken by a socket that the signal's number is written to.
    """
    ear, bell = socket.socketpair()
    asked = False

    def close() -> None:
        nonlocal asked
        ear.recv(64)
        if asked:
            QApplication.exit()
            return
        asked = True
        window.close()
        asked = False

    with closing(ear), closing(bell):
        for end in (ear, bell):
            end.setblocking(False)
        notifier = QSocketNotifier(ear.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(close)
        numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]
        before = {number: signal.getsignal(number) for number in numbers}
        heard = [number for number in numbers if before[number] is not signal.SIG_IGN]  # nohup's stays ignored
        woken = signal.set_wakeup_fd(bell.fileno(), warn_on_full_buffer=False)
        for number in heard:
            signal.signal(number, lambda _number, _frame: None)
        try:
            yield
        finally:
            for number in heard:
                signal.signal(number, before[number])
            signal.set_wakeup_fd(woken)
            notifier.setEnabled(False)


class _Exposed(QObject):
    """Calls `then` once the window that it watches was exposed and painted: before that nothing is seen."""

    def __init__(self, window: MainWindow, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then = then

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)  # the event itself paints
        return False


def _begin(window: MainWindow, notebook: Path | None) -> None:
    preload()
    sys.setswitchinterval(SWITCH_SECONDS)
    if notebook is not None:
        window.give("tape", notebook)
    else:
        window.place.open()


def _fit_screen(window: MainWindow) -> None:
    """No larger than the screen leaves room for, with the frame that the system puts around it."""
    screen = window.screen().availableGeometry().size()
    window.resize(window.size().boundedTo(screen - FRAME))


def _collect_again() -> None:
    gc.freeze()  # what was imported stays: collections during a drag need not look at it
    gc.enable()


def _empty_window(state: State | None) -> MainWindow:
    app = application()
    settings = Settings()
    if not app.findChild(QTranslator):
        translate(app, settings["language"])
    theme.apply(theme.scheme_named(settings["scheme"]))
    return MainWindow(settings, state)
