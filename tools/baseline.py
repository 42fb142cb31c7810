"""What the command line says of everything built in, a file each, to be compared before and after a change.

Usage: python tools/baseline.py FOLDER
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from explorer import cli
from explorer.core.catalogue import CATALOGUE
from explorer.core.descend.optimisers import OPTIMISERS
from explorer.core.descend.problem import SURFACES

ROOT = Path(__file__).parents[1]
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
"""An object's place in memory, which repr tells, is another in each run."""


def commands() -> Iterator[tuple[str, list[str]]]:
    """Names of files, and the arguments whose output they get."""
    for entry in CATALOGUE:
        name = re.sub(r"\W+", "_", entry.title)
        span = ["--range", *(repr(float(end)) for end in entry.range)]
        values = [word for one in entry.parameters for word in ("--set", f"{one.name}={one.value!r}")]
        shared = [entry.expression, *span, *values]
        for kind in ("csv", "json"):
            more = ["--samples", "101", "--order", "2", "--dtype", "float64", "--format", kind]
            yield f"sample_{name}.{kind}", ["sample", *shared, *more]
        yield f"check_{name}.json", ["check", *shared, "--format", "json"]
        yield f"check_{name}.txt", ["check", *shared]
    for notebook in sorted((ROOT / "resources/notebooks").glob("*.ipynb")):
        yield f"tape_{notebook.stem}.json", ["tape", str(notebook), "--format", "json"]
        yield f"tape_{notebook.stem}.svg", ["tape", str(notebook), "-o", f"{{folder}}/tape_{notebook.stem}.svg"]
    for surface in SURFACES:
        start = [repr(float(one)) for one in surface.start]
        for optimizer in OPTIMISERS:
            for kind in ("csv", "json"):
                name = re.sub(r"\W+", "_", surface.name)
                more = ["--optimizer", optimizer, "--steps", "20", "--format", kind]
                yield f"descend_{name}_{optimizer}.{kind}", ["descend", surface.name, "--start", *start, *more]


def main(folder: Path) -> None:
    """Run every command in this process."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, arguments in commands():
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            code = cli.main([one.format(folder=folder) if "{folder}" in one else one for one in arguments])
        if not (folder / name).exists() or name.endswith((".csv", ".json", ".txt")):
            text = f"{said.getvalue()}{complained.getvalue()}exit {code}\n"
            (folder / name).write_text(_ADDRESS.sub("0x…", text), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
