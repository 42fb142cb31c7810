"""A console on the kernel of the cells: completion, history, magics, input() and figures, all of them Jupyter's."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QColor
from qtconsole import styles
from qtconsole.rich_jupyter_widget import RichJupyterWidget

from explorer.ui import theme
from explorer.ui.tape.kernel.kernel import Kernel, KernelState
from explorer.ui.theme import Colours


class Console(RichJupyterWidget):
    """Connects itself when the kernel is ready; a new kernel in place of the old one gives it a new prompt."""

    def __init__(self, kernel: Kernel, colours: Colours) -> None:
        super().__init__()
        self.setObjectName("tapeConsole")
        self.setAccessibleName(self.tr("Console"))
        self._control.setAccessibleName(self.tr("Console"))
        self._display_banner = False  # the room is small, and it says nothing that a person here asked
        self.font = theme.monospace()
        self.custom_interrupt = True
        self.custom_restart = True  # the cells tell of a restart, and nobody has to be asked twice
        self._kernel = kernel
        self._state = kernel.state
        self.custom_interrupt_requested.connect(kernel.interrupt)
        self.custom_restart_requested.connect(kernel.restart)
        kernel.state_changed.connect(self._on_state)
        self.set_colours(colours)
        if kernel.state in (KernelState.IDLE, KernelState.BUSY):
            self.kernel_client = kernel.console_client()

    def set_colours(self, colours: Colours) -> None:
        """Jupyter's dark or light style on our ground."""
        dark = QColor(colours.base).lightness() < 128
        template = styles.default_dark_style_template if dark else styles.default_light_style_template
        self.style_sheet = template % {"bgcolor": colours.base, "fgcolor": colours.text, "select": colours.border}
        self.syntax_style = styles.default_dark_syntax_style if dark else styles.default_light_syntax_style
        if self._prompt:
            self.clear()  # what stands there would keep the colours that it was written in

    def _on_state(self, state: KernelState) -> None:
        before, self._state = self._state, state
        if before is KernelState.STARTING and state is KernelState.IDLE:
            if self.kernel_client is None:
                self.kernel_client = self._kernel.console_client()
            else:
                self.reset()  # what the old kernel was asked will not be answered

    def _handle_error(self, message: dict[str, Any]) -> None:
        """Jupyter's would show the errors of the cells, too."""
        if self.include_output(message):
            super()._handle_error(message)

    def _handle_execute_input(self, message: dict[str, Any]) -> None:
        """Jupyter's would echo a cell that runs before there is a prompt."""
        if self.include_output(message):
            super()._handle_execute_input(message)

    def _handle_shutdown_reply(self, message: dict[str, Any]) -> None:
        """Jupyter's would ask whether to close the console; the kernel's state tells what there is to know."""

    def _handle_status(self, message: dict[str, Any]) -> None:
        """Jupyter's would tell of a restart, in English, and make a prompt that the state makes already."""
