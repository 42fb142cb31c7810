"""Brings resources/i18n up to date with the strings of the program; with --check it only tells what is not."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "i18n"

Message = tuple[str, str]
"""Context and English text."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if anything is left to do")
    if not parser.parse_args().check:
        update(FOLDER)
        _tell(untranslated(FOLDER))
        return 0
    complaints = out_of_date() + untranslated(FOLDER)
    _tell(complaints)
    return 1 if complaints else 0


def update(folder: Path) -> None:
    """Put the program's strings into every .ts of `folder`, without those that are gone, and compile each to .qm."""
    sources = sorted((ROOT / "explorer").rglob("*.py"))
    tables = sorted(folder.glob("*.ts"))
    assert tables, f"no .ts in {folder}"
    # Line numbers would change these files at every edit of the program.
    _run("pyside6-lupdate", "-silent", "-no-obsolete", "-locations", "none", *sources, "-ts", *tables)
    for table in tables:
        _run("pyside6-lrelease", "-silent", table, "-qm", table.with_suffix(".qm"))


def out_of_date() -> list[str]:
    """What `update` would change, one line each."""
    complaints = []
    with tempfile.TemporaryDirectory() as made:
        fresh = Path(made)
        for table in FOLDER.glob("*.ts"):
            shutil.copy(table, fresh)
        update(fresh)
        for table in sorted(FOLDER.glob("*.ts")):
            before, after = _messages(table), _messages(fresh / table.name)
            complaints += [f"{table.name}: new: {_named(message)}" for message in after if message not in before]
            complaints += [f"{table.name}: gone: {_named(message)}" for message in before if message not in after]
            for path in (table, table.with_suffix(".qm")):
                if not path.exists() or path.read_bytes() != (fresh / path.name).read_bytes():
                    complaints.append(f"{path.name}: out of date: run `make translations`")
    return complaints


def untranslated(folder: Path) -> list[str]:
    """The messages without a finished translation, one line each."""
    return [
        f"{table.name}: not translated: {_named(message)}"
        for table in sorted(folder.glob("*.ts"))
        for message, translation in _messages(table).items()
        if translation is None
    ]


def _messages(table: Path) -> dict[Message, str | None]:
    """Each message with its translation, or None where that is unfinished."""
    found: dict[Message, str | None] = {}
    for context in ET.parse(table).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None
            text = translation.text if translation is not None else None
            found[context.findtext("name", ""), message.findtext("source", "")] = text if done else None
    return found


def _named(message: Message) -> str:
    return f"{message[0]}: {message[1]!r}"


def _run(tool: str, *arguments: object) -> None:
    """Run a tool of PySide6, which lies beside this Python."""
    program = shutil.which(tool, path=sysconfig.get_path("scripts"))
    if program is None:
        raise SystemExit(f"{tool} is not installed: it comes with PySide6-Essentials")
    subprocess.run([program, *map(str, arguments)], cwd=ROOT, check=True)


def _tell(lines: list[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
