"""What must hold before any test module is imported."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DERIVATIVE_EXPLORER_FRESH"] = "1"

# torch reads both when it is imported, here and in the programs that tests start. Threads that wait leave the core to
# others, and the workers of `make test` share the cores out: else each would start as many threads as there are.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
if workers := os.environ.get("PYTEST_XDIST_WORKER_COUNT"):
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, cores // int(workers))))


def pytest_addoption(parser, pluginmanager):
    """Accept pytest-qt's settings where it is not installed: tests/core also runs without any Qt."""
    if not pluginmanager.has_plugin("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail"):
            parser.addini(name, "a setting of pytest-qt")
