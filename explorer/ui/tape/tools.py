"""The controls above the cells, and the kernel's state in words."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from explorer.ui import resources
from explorer.ui.tape.kernel.kernel import KernelState
from explorer.ui.theme import GAP


class Tools(QWidget):
    """Two rows, so that a narrow window has room for them."""

    def __init__(self) -> None:
        super().__init__()
        self.open = _button(
            "tapeOpen", self.tr("Open…"), self.tr("Open a notebook or a script, or one of ours; nothing of it is run")
        )
        self.save = _button("tapeSave", self.tr("Save"), self.tr("Save the cells"))
        self.run_all = _button("tapeRunAll", self.tr("Run all"), self.tr("Run every cell from the top"))
        self.interrupt = _button(
            "tapeInterrupt", self.tr("Interrupt"), self.tr("Stop the code that runs; variables stay")
        )
        self.restart = _button("tapeRestart", self.tr("Restart"), self.tr("Start a new kernel; variables are lost"))
        self.examples = QMenu(self.open)
        self.examples.setObjectName("tapeExamples")
        for path in sorted(resources.path("notebooks").glob("*.ipynb")):
            number, _, words = path.stem.replace("-", " ").partition(" ")
            self.examples.addAction(f"{int(number)}  {words.capitalize()}").setData(path)
        self.open.setMenu(self.examples)
        self.open.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        menu = QMenu(self.save)
        self.save_as = menu.addAction(self.tr("Save as…"))
        self.save.setMenu(menu)
        self.save.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.stop_at_error = QCheckBox(self.tr("stop at the first error"))
        self.stop_at_error.setObjectName("tapeStopAtError")
        self.stop_at_error.setAccessibleName(self.tr("Stop at the first error"))
        self.stop_at_error.setChecked(True)
        self.state = QLabel()
        self.state.setObjectName("tapeKernelState")
        self.state.setAccessibleName(self.tr("State of the kernel"))
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP // 2)
        for button in (self.open, self.save, self.run_all, self.interrupt, self.restart):
            buttons.addWidget(button)
        buttons.addStretch(1)
        below = QHBoxLayout()
        below.addWidget(self.stop_at_error)
        below.addStretch(1)
        below.addWidget(self.state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(buttons)
        layout.addLayout(below)

    def show_state(self, state: KernelState, death: str) -> None:
        """What the kernel does; `death` is how it ended, where nobody asked it to."""
        words = {
            KernelState.STARTING: self.tr("kernel: starting"),
            KernelState.IDLE: self.tr("kernel: ready"),
            KernelState.BUSY: self.tr("kernel: busy"),
            KernelState.DEAD: self.tr("kernel: ended"),
        }
        ended = state is KernelState.DEAD and death
        self.state.setText(self.tr("kernel ended: {reason}").format(reason=death[:40]) if ended else words[state])


def _button(name: str, text: str, tip: str) -> QToolButton:
    made = QToolButton()
    made.setObjectName(name)
    made.setText(text)
    made.setAccessibleName(text.rstrip("…"))
    made.setToolTip(tip)
    return made
