"""A program does the same whether it is recorded or not."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.core.tape.whole_programs import BESIDE, TABLE

ROOT = Path(__file__).resolve().parents[3]
TAPE = [sys.executable, str(ROOT / "main.py"), "tape"]
REPORT = re.compile(rb"(?:\xe2\x94\x80|\?){2} What autograd did (?:\xe2\x94\x80|\?){2}\n")


def start(command, folder, options):
    """In a session of its own, as a terminal would start it."""
    environment = dict(os.environ)
    if "environment" in options:
        name, _, value = options["environment"].partition("=")
        environment[name] = value
    before = (lambda: os.close(1)) if "closed" in options else None
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=pipe,
        stdout=None if "closed" in options else pipe,
        stderr=pipe,
        preexec_fn=before,
        start_new_session=True,
    )


def end(child, options):
    """Its output, its errors and its exit code, as a shell says it."""
    ready = b""
    if "signal" in options:
        ready = child.stdout.readline()
        time.sleep(0.3)  # by now it waits, or runs round its loop
        os.killpg(child.pid, getattr(signal, options["signal"]))
    typed = "".join(f"{line}\n" for line in options.get("typed", "").split()).encode()
    output, errors = child.communicate(typed, timeout=100)
    code = child.returncode if child.returncode >= 0 else 128 - child.returncode
    return ready + (output or b""), errors, code


def lay_out(folder, name):
    """The file to run, as it is called from the folder."""
    source, options = TABLE[name]
    for path, text in BESIDE.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    path = folder / options.get("folder", "") / "prog.py"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(source.encode(options.get("encoding", "utf-8")))
    return str(path.relative_to(folder))


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def without_numbers(text, folder):
    """What differs between two runs of the same program: where it stands, addresses, numbers of processes."""
    text = text.replace(str(folder).encode(), b"FOLDER")
    text = re.sub(rb"0x[0-9a-f]+", b"0x", text)
    text = re.sub(rb"(pid=|Process-|Thread-|[Tt]hread |<)\d+", rb"\1N", text)
    return re.sub(rb"Current thread .*|\(python\) ?\n?", b"", text)


def run_both(tmp_path, name):
    """Both at a time: output, errors, exit code and files of each."""
    _, options = TABLE[name]
    arguments = shlex.split(options.get("arguments", ""))
    plain, taped = tmp_path / "plain" / "p", tmp_path / "taped" / "p"
    children = []
    for folder, command in ((plain, [sys.executable]), (taped, TAPE)):
        folder.mkdir(parents=True)
        file = lay_out(folder, name)
        rest = ["--", *arguments] if command is TAPE else arguments
        children.append(start([*command, file, *rest], folder, options))
    found = []
    for folder, child in zip((plain, taped), children, strict=True):
        output, errors, code = end(child, options)
        found.append((without_numbers(output, folder), without_numbers(errors, folder), code, files(folder)))
    return found


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.soak] * ("soak" in words)) for name, (_, words) in TABLE.items()]
)
def test_a_program_is_run_as_python_runs_it(tmp_path, name):
    (output, errors, code, written), taped = run_both(tmp_path, name)
    seen, *report = REPORT.split(taped[0])
    assert len(report) == ("closed" not in TABLE[name][1]), "one report"
    assert seen.decode(errors="replace") == output.decode(errors="replace")
    assert taped[1].decode(errors="replace") == errors.decode(errors="replace")
    assert taped[2] == code
    assert taped[3] == written
