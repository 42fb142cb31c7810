"""What a rule raises is told to the person as nothing, and to a test as it is."""

import pytest

from explorer.core.tape.reading import diagnosis


@pytest.fixture(autouse=True)
def _no_guard(monkeypatch):
    monkeypatch.setattr(diagnosis, "guarded", lambda rule, scene: rule(scene))
