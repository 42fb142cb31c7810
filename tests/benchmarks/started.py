"""Run as a script: start as `python main.py` does, or only import, and print the seconds since the parent began."""

import sys
import time
from importlib import import_module

BEGAN = int(sys.argv[2])


def say(what: str) -> None:
    print(f"{what} {(time.time_ns() - BEGAN) / 1e9:.6f}", flush=True)


def imports() -> None:
    for name in ("torch", "PySide6.QtWidgets", "pyqtgraph"):
        import_module(name)
    say("imports")


def program() -> int:
    """The window watched from outside: its class is replaced by one that says when it was painted."""
    from PySide6.QtCore import Qt, QTimer

    from explorer import app, cli

    said = set()

    def once(what: str) -> None:
        if what not in said:
            said.add(what)
            say(what)

    class Watched(app.MainWindow):
        def furnish(self) -> None:
            super().furnish()
            once("furnished")
            left = set(self.explore.plots.plots)

            def painted(plot: object) -> None:
                if self.store.result is not None:
                    left.discard(plot)
                    if not left:
                        once("curve")

            for plot in tuple(left):
                plot.painted.connect(lambda plot=plot: painted(plot))
            self.settled.connect(self.done)

        def repaint(self) -> None:
            super().repaint()  # returns when the window and all in it are painted
            once("paint")
            # Direct: said by the compute thread itself.
            self.store.latest.ready.connect(lambda: once("torch"), Qt.ConnectionType.DirectConnection)

        def done(self) -> None:
            once("settled")
            QTimer.singleShot(0, self.close)

    app.MainWindow = Watched
    sys.argv[1:] = []
    return cli.main()


if __name__ == "__main__":
    if sys.argv[1] == "imports":
        imports()
    else:
        raise SystemExit(program())
