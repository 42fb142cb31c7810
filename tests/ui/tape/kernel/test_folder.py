"""What a dead program left behind is removed by the next; nothing else is."""

import os
import signal
import subprocess
import sys

import pytest

from explorer.ui.tape.kernel.folder import PREFIX, PrivateFolder

OWNER = """
from explorer.ui.tape.kernel.folder import PrivateFolder
folder = PrivateFolder()
(folder.path / "kernel.json").write_text("{}")
print(folder.path, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def place(tmp_path_factory, monkeypatch):
    """Where temporary files are, with a short path."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="x") as short:
        monkeypatch.setenv("TMPDIR", short)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield os.path.realpath(short)


@pytest.fixture
def owner():
    """Another program with a folder of its own: the process, and the folder."""
    process = subprocess.Popen([sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    path = process.stdout.readline().strip()
    assert os.path.isdir(path)
    yield process, path
    process.kill()
    process.communicate()


def test_a_folder_lasts_as_long_as_its_owner(owner, place):
    process, theirs = owner
    ours = PrivateFolder()
    assert os.path.dirname(theirs) == str(ours.path.parent) == place
    assert os.path.isdir(theirs), "its owner lives"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert os.path.isdir(theirs), "nobody could remove it"
    PrivateFolder().remove()
    assert not os.path.exists(theirs)
    assert ours.path.is_dir()
    ours.remove()
    assert os.listdir(place) == []


def test_the_first_folder_of_two_in_one_program(place):
    first, second = PrivateFolder(), PrivateFolder()
    assert first.path.is_dir() and second.path.is_dir()
    first.remove()
    assert not first.path.exists() and second.path.is_dir()
    second.remove()


def test_a_child_does_not_keep_the_folder_of_its_dead_parent(place):
    code = OWNER.replace(
        "input()",
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'input()'])\nprint(child.pid, flush=True)\ninput()",
    )
    reading, writing = os.pipe()
    process = subprocess.Popen([sys.executable, "-c", code], stdin=reading, stdout=subprocess.PIPE, text=True)
    os.close(reading)
    path = process.stdout.readline().strip()
    child = int(process.stdout.readline())
    process.kill()
    process.wait()
    os.kill(child, 0)  # it lives
    PrivateFolder().remove()
    assert not os.path.exists(path)
    os.close(writing)  # its input ends, and so does it
    process.stdout.close()


@pytest.mark.skipif(os.name != "posix", reason="modes and links")
@pytest.mark.parametrize("name", [f"{PREFIX}notes", f"{PREFIX}abcd1234.bak", "explorer-abcd1234"])
def test_what_is_named_otherwise_stays(place, name):
    os.mkdir(f"{place}/{name}", 0o700)
    PrivateFolder().remove()
    assert os.listdir(place) == [name]


@pytest.mark.skipif(os.name != "posix", reason="modes and links")
def test_what_is_no_private_folder_stays(place, tmp_path):
    (tmp_path / "kept").write_text("")
    os.symlink(tmp_path, f"{place}/{PREFIX}abcd1234")
    os.mkdir(f"{place}/{PREFIX}abcd1235", 0o755)
    with open(f"{place}/{PREFIX}abcd1236", "w"):
        pass
    PrivateFolder().remove()
    assert len(os.listdir(place)) == 3
    assert (tmp_path / "kept").exists()


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can give a folder away")
def test_what_is_another_users_stays(place):
    theirs = f"{place}/{PREFIX}abcd1234"
    os.mkdir(theirs, 0o700)
    os.chown(theirs, 12345, 12345)
    PrivateFolder().remove()
    assert os.path.isdir(theirs)
