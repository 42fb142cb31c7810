"""Launches the Derivative Explorer."""

import sys


def launch() -> int:
    try:
        from explorer.cli import main

        return main()
    except ModuleNotFoundError as error:
        if (error.name or "explorer").startswith("explorer"):
            raise  # a mistake of ours, not something to install
        print(f"{error.name} is not installed; `make run` sets everything up.", file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(launch())
