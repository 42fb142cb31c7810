"""One lock for slow imports on threads: SymPy imports itself in circles, and halves of it break for two at once."""

from __future__ import annotations

import threading

LOCK = threading.Lock()
