"""A recording as a file: what comes back, and what is said of files that are none."""

import os
import zlib

import msgspec
import pytest
import torch

import explorer
from explorer.core.tape import tape_file
from explorer.core.tape.page import page
from explorer.core.tape.picture.graph import graph
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.reading.track import track
from explorer.core.tape.recording.record import record
from explorer.core.tape.tape_file import TapeFileError
from tests.core.tape.models import PROGRAMS


@pytest.fixture(scope="module")
def tape():
    torch.manual_seed(0)
    step = PROGRAMS["VAE"]()
    with record() as made:
        step()
    return made


@pytest.mark.parametrize("name", [name for name in PROGRAMS if not name.startswith("500")])
def test_the_same_picture_and_the_same_words_come_back(tmp_path, name):
    torch.manual_seed(0)
    step = PROGRAMS[name]()
    with record() as tape:
        step()
    tape.save(tmp_path / "a.tape")
    again = explorer.load_tape(tmp_path / "a.tape")
    assert again == tape
    assert again.report() == tape.report() and page(track(again)) == page(track(tape))
    for fold in Fold:
        assert graph(track(again), fold=fold) == graph(track(tape), fold=fold)


def test_a_foreign_a_damaged_and_a_future_file_get_a_sentence_each(tape, tmp_path):
    whole = tmp_path / "whole.tape"
    tape.save(whole)
    head, _, body = whole.read_bytes().partition(b"\n")
    broken = zlib.decompress(body).replace(b'"source":', b'"source":9')
    files = {
        b"": "is not a recording",
        b"hello\n": "is not a recording",
        b'{"kind":"other","version":1}\n': "is not a recording",
        head + b"\n" + body[: len(body) // 2]: "its end is missing",
        head + b"\n" + b"\0" * 50: "cannot be unpacked",
        head + b"\n" + zlib.compress(b"[1, 2]"): "what is in it is no recording",
        head + b"\n" + zlib.compress(broken): "nodes or events that it does not have",
        head.replace(b'"version":1', b'"version":2') + b"\n" + body: "newer Derivative Explorer (form 2",
    }
    path = tmp_path / "given.tape"
    for text, wanted in files.items():
        path.write_bytes(text)
        with pytest.raises(TapeFileError) as found:
            explorer.load_tape(path)
        assert wanted in found.value.message and "given.tape" in found.value.message
    with pytest.raises(OSError):
        explorer.load_tape(tmp_path / "missing.tape")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.tape")
        with pytest.raises(TapeFileError):
            explorer.load_tape(tmp_path / "pipe.tape")


def test_a_file_that_unpacks_to_very_much_is_not_unpacked(tape, tmp_path, monkeypatch):
    monkeypatch.setattr(tape_file, "LARGEST", 1000)
    tape.save(tmp_path / "a.tape")
    with pytest.raises(TapeFileError):
        explorer.load_tape(tmp_path / "a.tape")


def test_the_form_has_not_changed_without_its_number():
    """Who changes what is written raises VERSION, or what is written stays readable."""
    assert tape_file.VERSION == 1
    assert msgspec.json.decode(b'{"events":[],"nodes":[],"edges":[]}', type=explorer.Tape) == explorer.Tape()
