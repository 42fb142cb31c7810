"""The page of a recording: small, whole, and nothing of the person's is script; in a browser where there is one."""

import json
import re
import shutil
import subprocess

import pytest
import torch

from explorer.core.tape.page import framed, page
from explorer.core.tape.reading.track import track
from explorer.core.tape.recording.record import record
from tests.core.tape.models import PROGRAMS

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HOSTILE = "</script><script>document.title='ran'</script><img src=x onerror=alert(1)>"


def recorded(name):
    torch.manual_seed(0)
    step = PROGRAMS[name]()
    with record() as tape:
        step()
    return tape


def data_of(text):
    return json.loads(re.search(r'<script id="tape" type="application/json">(.*?)</script>', text)[1])


@pytest.mark.parametrize("name", [name for name in PROGRAMS if not name.startswith("500")])
def test_it_has_every_operation_and_links_between_them_and_is_small(tmp_path, name):
    tape = recorded(name)
    tape.html(tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text()
    assert len(text) < 1_000_000
    found = data_of(text)
    places = range(len(found["items"]))
    assert all(a in places and b in places and a != b for a, b, _ in found["links"])
    assert all(0 <= group < len(found["groups"]) for item in found["items"] for group in item["a"])
    assert set(re.findall(r"https?://[^\"' ]+", text)) == {"http://www.w3.org/2000/svg"}, "the name of a language"


def hostile():
    with record() as tape:
        names = {HOSTILE: torch.ones(2, requires_grad=True)}
        (names[HOSTILE] * 2).sum().backward()
    return tape


def test_nothing_of_the_persons_is_outside_of_the_data_or_is_markup():
    tape = hostile()
    read = track(tape)
    text = page(read, HOSTILE)
    assert HOSTILE not in text and "<img" not in text
    assert len(re.findall(r"<script", text)) == 2
    assert "default-src 'none'" in text
    inside = framed(read)
    assert inside.count("<") == 2 and 'sandbox="allow-scripts"' in inside


def test_a_notebook_shows_the_page_and_the_report():
    tape = recorded("MLP")
    shown = tape._repr_html_()
    assert shown.startswith("<iframe") and "<table>" in shown
    with record() as empty:
        torch.ones(1)
    assert "<iframe" not in empty._repr_html_()


@pytest.mark.skipif(BROWSER is None, reason="no browser to look with")
@pytest.mark.parametrize("make", [hostile, lambda: recorded("ResNet-18")], ids=["hostile", "ResNet-18"])
def test_a_browser_draws_it_and_runs_nothing_else(tmp_path, make):
    tape = make()
    tape.html(tmp_path / "a.html")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
               "--virtual-time-budget=3000", "--dump-dom", (tmp_path / "a.html").as_uri()]  # fmt: skip
    seen = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    boxes = re.findall(r'<g class="box ([a-z]+)', seen)
    assert boxes and len(boxes) <= 30
    assert "<title>ran</title>" not in seen and "<title>Recorded graph</title>" in seen
    assert not re.search(r"<img|onerror=alert\(1\)>\s*<(?!/title)", seen)
