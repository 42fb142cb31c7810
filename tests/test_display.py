"""Whether a window can open is told without Qt, and in a sentence that helps."""

import ctypes
import socket
import sys

import pytest

from explorer import display
from explorer.display import missing_display

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may lack a display")


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """No display at all, sockets looked for in `tmp_path`, and no plugin to load into this process."""
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(display, "_X11_SOCKETS", f"{tmp_path}/X")
    monkeypatch.setattr(ctypes, "CDLL", lambda path: None)


@pytest.fixture
def listen():
    """Give a function that starts a server, which lasts as long as the test, and returns its own address."""
    servers = []

    def start(family, address):
        server = socket.socket(family)
        servers.append(server)
        server.bind(address)
        server.listen()
        return server.getsockname()

    yield start
    for server in servers:
        server.close()


def test_no_display():
    assert "no display" in missing_display()


def test_other_systems_are_not_asked(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert missing_display() is None


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:port=5901", "xcb;offscreen"])
def test_platforms_that_need_no_display(monkeypatch, platform):
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert missing_display() is None


@pytest.mark.parametrize("platform", ["xcb", "wayland", "wayland;xcb"])
def test_platforms_that_need_a_display(monkeypatch, platform):
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert missing_display()


@pytest.mark.parametrize("where", ["\0{}/X7", "{}/X7"], ids=["abstract", "file"])
@pytest.mark.parametrize("name", [":7", ":7.0", "unix:7"])
def test_local_x_server(monkeypatch, tmp_path, listen, where, name):
    listen(socket.AF_UNIX, where.format(tmp_path))
    monkeypatch.setenv("DISPLAY", name)
    assert missing_display() is None


def test_remote_x_server(monkeypatch, listen):
    _, port = listen(socket.AF_INET, ("127.0.0.1", 0))
    monkeypatch.setenv("DISPLAY", f"127.0.0.1:{port - 6000}.0")
    assert missing_display() is None


def test_x_server_that_left_its_socket_behind(monkeypatch, tmp_path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{tmp_path}/X7")
    monkeypatch.setenv("DISPLAY", ":7")
    assert "':7'" in missing_display()


@pytest.mark.parametrize("name", [":7", "nonsense", "127.0.0.1:99999", ":"])
def test_unreachable_x_server_is_named(monkeypatch, name):
    monkeypatch.setenv("DISPLAY", name)
    assert repr(name) in missing_display()


@pytest.mark.parametrize("absolute", [False, True])
def test_wayland(monkeypatch, tmp_path, listen, absolute):
    listen(socket.AF_UNIX, f"{tmp_path}/wayland-1")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere" if absolute else str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", f"{tmp_path}/wayland-1" if absolute else "wayland-1")
    assert missing_display() is None
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert "no display" in missing_display()


def test_wayland_that_is_gone(monkeypatch, tmp_path):
    monkeypatch.setenv("WAYLAND_DISPLAY", f"{tmp_path}/wayland-1")
    assert "no display" in missing_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    assert "Wayland" in missing_display()


def test_library_that_cannot_be_loaded_is_named(monkeypatch, tmp_path, listen):
    def load(path):
        raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(ctypes, "CDLL", load)
    monkeypatch.setattr(display, "xcb_plugin", lambda: tmp_path / "libqxcb.so")
    listen(socket.AF_UNIX, f"{tmp_path}/X7")
    monkeypatch.setenv("DISPLAY", ":7")
    assert "libxcb-cursor.so.0" in missing_display()


def test_the_plugin_is_where_pyside_keeps_it():
    assert display.xcb_plugin().is_file()
