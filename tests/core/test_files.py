"""A file is written whole or is as before, and has the mode that the person wants."""

import os
import stat

import pytest

from explorer.core import files


@pytest.fixture(params=[0o022, 0o077, 0o002], ids=oct)
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("content", ["é\nb", "é\nb".encode(), iter(("é", "\n", "b"))], ids=["text", "bytes", "pieces"])
def test_text_bytes_and_pieces(tmp_path, content):
    files.write(tmp_path / "a.txt", content)
    assert (tmp_path / "a.txt").read_bytes() == "é\nb".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_new_file_has_the_mode_of_the_umask(tmp_path, umask):
    files.write(tmp_path / "a.csv", "1")
    assert mode(tmp_path / "a.csv") == 0o666 & ~umask


@pytest.mark.parametrize("given", [0o640, 0o600, 0o644, 0o755], ids=oct)
def test_an_old_file_keeps_its_mode(tmp_path, umask, given):
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(given)
    files.write(path, "new")
    assert (mode(path), path.read_text()) == (given, "new")


def test_through_links_to_the_file_they_lead_to(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real/a.txt")
    for text in ("new", "newer"):
        files.write(tmp_path / "link", text)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real" / "a.txt").read_text() == text


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("old")

    def pieces():
        yield "x,f\n"
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        files.write(path, pieces())
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space left") as raised:
            files.write(path, "new")
    assert raised.value.filename == str(path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("name", ["missing/a.csv", "folder", "file/a.csv"])
def test_what_cannot_be_written_says_which(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError) as raised:
        files.write(tmp_path / name, "1")
    assert raised.value.filename == str(tmp_path / name) and raised.value.strerror
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "folder"]


def test_a_write_protected_file_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # whoever tests as root may write everywhere
    with pytest.raises(PermissionError):
        files.write(path, "new")
    assert path.read_text() == "old"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_what_is_no_regular_file_is_written_to(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    files.write(tmp_path / "pipe", "1,2\n")
    assert os.read(reader, 10) == b"1,2\n"
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
