"""What one frame of a drag costs in our window, at every number of samples."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from statistics import median

from explorer.core.explore import state as states
from explorer.core.explore.compute import COARSE
from explorer.core.explore.state import Parameter, State
from explorer.core.expression import parse
from tests.benchmarks.report import Target, ms, percentile, table
from tests.benchmarks.window import Driver, Frame

LIMITS = (-5.0, 5.0)
LIMIT_MS = 8.0
FLAT = 1.3

PARAMETER, RANGE, RELEASE, FULL = (
    "drag a parameter",
    "drag the range",
    "release: the full curve",
    "a step, full curve",
)
WITHOUT_PANEL, WITH_PANEL = "drag a parameter, no x.grad panel", "drag a parameter, x.grad follows"
PANEL_MS = 2.0
HARD = {  # what is hard to draw, and where the slider is
    "damped sine + parabola": ("exp(-x/5)*sin(b x)+0.1x^2", 3.0, 1.0),
    "poles: tan(b x)": ("tan(b x)", 2.0, 1.0),
    "jumps: floor(b x)": ("floor(b x)+x", 3.0, 1.0),
    "many marks: sin(b x)": ("sin(b x)", 30.0, 4.0),
    "dense: sin(b x)": ("sin(b x)", 300.0, 20.0),
    "noise: sin(b x^2) aliased": ("sin(b x^2)", 2000.0, 100.0),
}


@dataclass(slots=True)
class Frames:
    """Every Frame by kind and number of samples, or by picture."""

    by: dict[tuple[str, int], list[Frame]] = field(default_factory=dict)
    hard: dict[str, list[Frame]] = field(default_factory=dict)

    def add(self, kind: str, samples: int, frames: list[Frame]) -> None:
        self.by.setdefault((kind, samples), []).extend(frames)

    def latency(self, kind: str, samples: int) -> float | None:
        """The median from the intent to the painted curve, in seconds."""
        found = self.by.get((kind, samples))
        return median(frame.latency for frame in found) if found else None


def there_and_back(middle: float, reach: float, count: int) -> Iterator[float]:
    """`count` values from middle − reach up to middle + reach and down again, no two neighbours equal."""
    for k in range(count):
        turn = 2 * k / count
        yield middle - reach + 2 * reach * (turn if turn < 1 else 2 - turn - 0.5 / count)


def start(samples: int = 1_000) -> State:
    """a sin(b x) as the window would show it."""
    return replace(states.of_function(parse("a*sin(b*x)"), LIMITS), samples=samples)


def drag(driver: Driver, middle: float, reach: float, count: int) -> list[Frame]:
    """Drag the slider of b; the hand stays on it."""
    slider = driver.find("parameter_b")
    slider.setSliderDown(True)
    return [driver.frame(lambda b=b: slider.setValue(b)) for b in there_and_back(middle, reach, count)]


def measure(sizes: list[int], rounds: int, count: int) -> Frames:
    """`count` frames of each kind in each round; every round goes through all sizes, as the machine may change."""
    found = Frames()
    driver = Driver(start())
    for number in range(rounds + 1):
        for samples in sizes:
            once = Frames()
            _measure_size(driver, once, samples, count if number else 2)
            _measure_panel(driver, once, samples, count if number else 2)
            for (kind, _), frames in once.by.items():
                if number:  # the first round only warms up
                    found.add(kind, samples, frames)
    for name, (text, middle, reach) in HARD.items():
        b = Parameter("b", middle, middle - 2 * reach, middle + 2 * reach)
        driver.show(replace(states.of_function(parse(text), LIMITS), samples=1_000_000, parameters=(b,)))
        drag(driver, middle, reach, 2)
        found.hard[name] = drag(driver, middle, reach, rounds * count // 2)
        driver.find("parameter_b").setSliderDown(False)
        driver.settle()
    driver.close()
    return found


def _measure_panel(driver: Driver, found: Frames, samples: int, count: int) -> None:
    """The same drag without the panel, and with it while every move makes a pass and the stored curve follows."""
    for kind, shown in ((WITHOUT_PANEL, False), (WITH_PANEL, True)):
        driver.show(replace(start(samples), grad_panel=shown, zero_before=shown))
        driver.fit()
        for b in (1.0, 2.4):
            found.add(kind, samples, drag(driver, b, 0.4, max(count // 2, 1)))
            driver.find("parameter_b").setSliderDown(False)
            driver.settle()


def _measure_size(driver: Driver, found: Frames, samples: int, count: int) -> None:
    driver.show(start(samples))
    driver.fit()
    slider, ends = driver.find("parameter_b"), driver.find("rangeSlider")
    for b in (1.0, 1.7, 2.4, 3.1):
        found.add(PARAMETER, samples, drag(driver, b, 0.4, max(count // 4, 1)))
        if samples > COARSE:  # below, the coarse curve is the full one already
            found.add(RELEASE, samples, [driver.frame(lambda: slider.setSliderDown(False))])
        slider.setSliderDown(False)
        driver.settle()
    steps = there_and_back(2.0, 1.0, count)
    found.add(FULL, samples, [driver.frame(lambda b=b: slider.setValue(b)) for b in steps])
    ends.setSliderDown(True)
    moves = there_and_back(LIMITS[0] + 1, 0.8, count)
    found.add(RANGE, samples, [driver.frame(lambda lo=lo: ends.setValue((lo, LIMITS[1]))) for lo in moves])
    ends.setSliderDown(False)
    driver.settle()


def measure_apart(sizes: list[int], rounds: int, count: int) -> Frames:
    """`measure` in a process of its own, where the window imports torch itself, when and how it wants to."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(measure, sizes, rounds, count).result()


def report(found: Frames, sizes: list[int]) -> list[Target]:
    """Print what a frame costs the GUI thread."""
    kinds = (PARAMETER, RANGE, RELEASE, FULL, WITHOUT_PANEL, WITH_PANEL)
    head = ("samples", "frames", "CPU", "p95", "wall", "p95", "latency", "p95", "sampling")
    table(
        ("GUI thread, ms a frame", *head),
        [_row(kind, found.by[kind, n], f"{n:,}") for kind in kinds for n in sizes if (kind, n) in found.by],
    )
    table(
        ("hard to draw, parameter dragged", *head),
        [_row(name, frames, "1,000,000") for name, frames in found.hard.items()],
    )
    return _targets(found, sizes)


def _row(name: str, frames: list[Frame], samples: str) -> list[str]:
    figures = []
    for what in ("cpu", "wall", "latency"):
        values = [getattr(frame, what) for frame in frames]
        figures += [ms(median(values)), ms(percentile(values, 95))]
    return [name, samples, str(len(frames)), *figures, ms(median(frame.sampling for frame in frames))]


def _targets(found: Frames, sizes: list[int]) -> list[Target]:
    targets, flat = [], []
    for kind in (PARAMETER, RANGE, RELEASE, FULL):
        for what, name in (("cpu", "CPU"), ("wall", "wall")):
            medians = {n: median(getattr(f, what) for f in found.by[kind, n]) for n in sizes if (kind, n) in found.by}
            worst = max(medians, key=medians.__getitem__)
            targets.append(Target(f"GUI {name}, {kind}, worst at {worst:,}", medians[worst] * 1000, LIMIT_MS))
            if 1_000 in medians:
                last = medians.get(10_000_000)
                flat.append(
                    Target(f"GUI {name}, {kind}, 1e7 / 1e3", last / medians[1_000] if last else None, FLAT, "×")
                )
    hardest = max(found.hard, key=lambda name: median(frame.cpu for frame in found.hard[name]))
    cost = median(frame.cpu for frame in found.hard[hardest]) * 1000
    return [
        *targets,
        *flat,
        _panel_target(found, sizes),
        Target(f"GUI CPU, hardest picture: {hardest}", cost, LIMIT_MS),
    ]


def _panel_target(found: Frames, sizes: list[int]) -> Target:
    """What the panel adds, at the number of samples where it adds most."""
    both = [(found.by[WITHOUT_PANEL, n], found.by[WITH_PANEL, n], n) for n in sizes]
    added = {n: median(f.cpu for f in with_it) - median(f.cpu for f in without) for without, with_it, n in both}
    worst = max(added, key=added.__getitem__)
    return Target(f"GUI CPU, added by the x.grad panel, worst at {worst:,}", added[worst] * 1000, PANEL_MS)
