"""Documents of cells: what is saved is what is opened, and what is odd is said; nothing is run."""

import json
import os
import stat
import warnings

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.tape.cells import LARGEST, Cell, CellsError, Document, open_document, read, save_document

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))
LINES = st.lists(st.sampled_from(["x = 1", "# %%", "# # %%", "#%% a", "", "  # %%", "%%time", "#", "é≤"]) | TEXTS)
SOURCES = LINES.map("\n".join)
STREAMS = st.builds(lambda text: {"output_type": "stream", "name": "stdout", "text": text}, TEXTS)
CELLS = st.one_of(
    st.builds(Cell, st.just("code"), SOURCES, st.lists(STREAMS, max_size=2).map(tuple), st.none() | st.integers(0, 99)),
    st.builds(Cell, st.sampled_from(["markdown", "raw"]), SOURCES),
)
METADATA = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
DOCUMENTS = st.builds(Document, st.lists(CELLS, max_size=5).map(tuple), st.just(METADATA))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cells")


def told(document):
    return [(cell.kind, cell.source, cell.outputs, cell.execution_count) for cell in document.cells]


@given(DOCUMENTS)
def test_a_notebook_opens_as_it_was_saved(folder, document):
    path = folder / "a.ipynb"
    save_document(document, path)
    nbformat.validate(json.loads(path.read_text(encoding="utf-8")))
    again = open_document(path)
    assert told(again) == told(document)
    assert again.metadata == document.metadata
    save_document(again, path)
    assert open_document(path) == again


@given(DOCUMENTS)
def test_a_script_opens_as_it_was_saved_but_for_outputs_and_empty_lines_around_cells(folder, document):
    path = folder / "a.py"
    save_document(document, path)
    again = open_document(path)
    assert [(c.kind, c.source) for c in again.cells] == [(c.kind, c.source.strip("\n")) for c in document.cells]
    before = path.read_bytes()
    save_document(again, path)
    assert path.read_bytes() == before


def test_nothing_of_a_notebook_is_lost(tmp_path):
    path = tmp_path / "a.ipynb"
    whole = {
        "cells": [
            {
                "cell_type": "markdown", "id": "words", "metadata": {"tags": ["a"]}, "source": "![](attachment:a.png)",
                "attachments": {"a.png": {"image/png": "AAAA"}},
            },
            {"cell_type": "raw", "id": "raw", "metadata": {}, "source": "raw"},
            {
                "cell_type": "code", "id": "code", "metadata": {"collapsed": True}, "source": "1", "execution_count": 3,
                "outputs": [
                    {"output_type": "execute_result", "execution_count": 3, "metadata": {}, "data": {"text/plain": "1"}}
                ],
            },
        ],
        "metadata": {"language_info": {"name": "python"}, "mine": [1]},
        "nbformat": 4,
        "nbformat_minor": 5,
    }  # fmt: skip
    path.write_text(json.dumps(whole))
    document = open_document(path)
    save_document(document, path)
    saved = json.loads(path.read_text())
    assert open_document(path) == document
    for cell in (*whole["cells"], *saved["cells"]):
        cell["source"] = "".join(cell["source"])
    saved["cells"][2]["outputs"][0]["data"]["text/plain"] = "1"
    assert saved == whole


def test_lines_of_an_output_are_put_together(tmp_path):
    path = tmp_path / "a.ipynb"
    output = {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]}
    cell = {"cell_type": "code", "metadata": {}, "source": ["1\n", "2"], "execution_count": 1, "outputs": [output]}
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}))
    document = open_document(path)
    assert document.cells[0].source == "1\n2"
    assert document.cells[0].outputs[0]["text"] == "a\nb"
    assert document.minor == 5


def test_a_notebook_of_format_3_is_upgraded(tmp_path):
    path = tmp_path / "old.ipynb"
    sheet = nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell("x = 1")])
    old = nbformat.v3.new_notebook(worksheets=[sheet])
    path.write_text(json.dumps(old))
    assert read(path) == ["x = 1"]
    save_document(open_document(path), path)
    nbformat.validate(json.loads(path.read_text()))


def test_a_notebook_with_odd_parts_is_opened_without_them_and_can_be_saved(tmp_path):
    path = tmp_path / "odd.ipynb"
    cells = [
        {"cell_type": "code", "source": "1", "outputs": ["no output", {"output_type": "what"}], "execution_count": "x"},
        {"cell_type": "new kind", "source": "2 \ud800", "id": 7},
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": []}))
    document = open_document(path)
    assert document.cells == (Cell("code", "1"), Cell("raw", "2 �"))
    save_document(document, path)
    nbformat.validate(json.loads(path.read_text(encoding="utf-8")))


def test_titles_of_cells_stay_in_a_script(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("import torch\n#%% The  first\nx = 1\n\n\n# %% Words [markdown]\n# a\n#\n# b\n\n# %%\n")
    document = open_document(path)
    sources = [("code", "import torch"), ("code", "x = 1"), ("markdown", "a\n\nb"), ("code", "")]
    assert [(cell.kind, cell.source) for cell in document.cells] == sources
    save_document(document, path)
    text = "# %%\nimport torch\n\n# %% The first\nx = 1\n\n# %% Words [markdown]\n# a\n#\n# b\n\n# %%\n\n"
    assert path.read_text() == text


@pytest.mark.parametrize("name", ["a.py", "a.ipynb"])
def test_opening_runs_nothing(tmp_path, name):
    path = tmp_path / name
    mark = tmp_path / "ran"
    save_document(Document((Cell("code", f"open({str(mark)!r}, 'w')"), Cell("code", "raise SystemExit"))), path)
    open_document(path)
    read(path)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "must end in .py or .ipynb"),
        ("a.ipynb", b"", "no JSON at line 1"),
        ("a.ipynb", b"[" * 1_000_000, "nested too deeply"),
        ("a.ipynb", b"[]", "is not a notebook"),
        ("a.ipynb", b"null", "is not a notebook"),
        ("a.ipynb", b'{"cells": 1}', "is not a notebook"),
        ("a.ipynb", b'{"cells": [1]}', "is not a notebook"),
        ("a.ipynb", b'{"cells": [{"cell_type": "code", "source": {"a": 1}}, {}]}', "is not a notebook"),
        ("a.ipynb", b'{"cells": [{"cell_type": "code", "source": 1}]}', "is not a notebook"),
        ("a.ipynb", b'{"cells": [{"cell_type": [], "source": "1"}]}', "is not a notebook"),
        ("a.ipynb", b'{"nbformat": 3, "worksheets": 1}', "is not a notebook"),
        ("a.ipynb", b'{"nbformat": -1}', "is not a notebook"),
        ("a.ipynb", b'{"nbformat": 2, "worksheets": [{"cells": [1]}]}', "is not a notebook"),
        ("a.py", b"\xff\xfe", "not text in UTF-8"),
    ],
)
@pytest.mark.parametrize("how", [read, open_document])
def test_what_is_no_notebook_is_said(tmp_path, name, content, words, how):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CellsError, match=words):
        how(tmp_path / name)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3)
       | st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "outputs", "data", "metadata", "nbformat",
                                          "id", "worksheets", "code", "text"]), inner, max_size=4)))  # fmt: skip
def test_any_json_is_a_document_or_an_explained_error(folder, whole):
    path = folder / "any.ipynb"
    path.write_text(json.dumps(whole), encoding="utf-8")
    try:
        document = open_document(path)
    except CellsError:
        return
    save_document(document, path)


def test_what_is_no_file_or_too_large_is_not_read(tmp_path):
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")
    with open(tmp_path / "large.py", "wb") as file:
        file.truncate(LARGEST + 1)
    for name, words in (("folder.py", "not a file"), ("pipe.py", "not a file"), ("large.py", "100 MB")):
        with pytest.raises(CellsError, match=words):
            open_document(tmp_path / name)
    with pytest.raises(OSError, match="missing"):
        open_document(tmp_path / "missing.py")


def test_permissions_of_what_is_saved(tmp_path):
    path = tmp_path / "a.py"
    umask = os.umask(0o022)
    try:
        save_document(Document(), path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
        path.chmod(0o600)
        save_document(Document(), path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        os.umask(umask)


def test_saving_through_a_link_writes_the_file_it_leads_to(tmp_path):
    (tmp_path / "real.py").write_text("")
    (tmp_path / "link.py").symlink_to("real.py")
    save_document(Document((Cell("code", "x = 1"),)), tmp_path / "link.py")
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == "# %%\nx = 1\n"


def test_what_cannot_be_saved_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    save_document(Document((Cell("code", "old"),)), path)
    with pytest.raises(CellsError, match="not saved"):
        save_document(Document((Cell("code", "new", outputs=({"output_type": "none"},)),)), path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("the disk is full")))
        with pytest.raises(OSError, match="full"):
            save_document(Document((Cell("code", "new"),)), path)
    with pytest.raises(CellsError, match="must end"):
        save_document(Document(), tmp_path / "a.txt")
    assert read(path) == ["old"]
    assert os.listdir(tmp_path) == ["a.ipynb"]


def test_no_warning_for_a_notebook_without_ids(tmp_path):
    path = tmp_path / "a.ipynb"
    cell = {"cell_type": "code", "metadata": {}, "source": "1", "execution_count": None, "outputs": []}
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        open_document(path)
