"""Thousands of painted frames in a process of their own: does it last, and does it grow?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.report import Target

WARM = 200
ROOM_MB = 10.0


def run(count: int) -> list[Target]:
    """Print the memory after WARM frames and after `count`."""
    child = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.memory", str(count)], stdout=subprocess.PIPE, text=True, check=False
    )
    targets = []
    lines = [json.loads(line) for line in child.stdout.splitlines() if line.startswith("{")]
    for line in lines:
        print(f"after {line['frames']:,} frames ({line['paints']:,} paints of a plot): {line['mb']:,.1f} MB")
    ended = lines[-1]["frames"] if lines else 0
    how = "" if child.returncode == 0 else f" (the process ended with code {child.returncode})"
    targets.append(Target(f"painted frames without an abort{how}", float(ended), float(count), "frames", at_least=True))
    growth = lines[-1]["mb"] - lines[0]["mb"] if ended == count else None
    if growth is not None:
        print(f"growth: {growth:,.1f} MB, {growth * 1e6 / (count - WARM):,.0f} bytes a frame", flush=True)
    targets.append(Target(f"growth from frame {WARM} to frame {count:,}", growth, ROOM_MB, "MB"))
    return targets


def resident() -> float:
    """Megabytes of this process in memory."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:  # not Linux: the most it ever had
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def child(count: int) -> None:
    """Drag, and say what it took."""
    import gc

    from tests.benchmarks.frames import drag, start
    from tests.benchmarks.window import Driver

    driver = Driver(start())
    for until, frames in ((WARM, WARM), (count, count - WARM)):
        for _ in range(frames // 50):
            drag(driver, 2.0, 1.5, 50)
        gc.collect()
        print(json.dumps({"frames": until, "mb": resident(), "paints": driver.paints}), flush=True)
    driver.close()


if __name__ == "__main__":
    child(int(sys.argv[1]))
