"""Changes of a text: only what is meant changes, and the rest stays to the letter."""

import pytest

from explorer.core.tape.reading.cures.edit import (
    Code,
    attributes,
    calls,
    keyword,
    loaded,
    out_of_place,
    parsed,
    stored,
    targets,
)

SOURCE = '''import torch
é = "é"
class A:
    @torch.no_grad()
    def f(self, x):
        """doc
        more"""
        y = (x
             + 1).detach()
        with torch.no_grad():
            y += x  # why
            t = """a
b"""
        return y
loss.backward()
g(x, inplace=True)
if a:
    h()
é.backward((v)); z = 1'''


@pytest.fixture
def code():
    return Code(SOURCE)


def lines(code, *edits):
    """The lines that are new, after those that went."""
    old, new = SOURCE.splitlines(), code.changed(*edits).splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_what_stands_at_a_line(code):
    assert code.text(code.statement(8)) == code.text(code.statement(9)) == "y = (x\n             + 1).detach()"
    assert code.text(code.statement(11)) == "y += x"
    assert code.statement(10).body[0] is code.statement(11)
    assert code.scope(code.statement(11)) is code.function("A.f")
    assert code.scope(code.statement(15)) is code.tree
    assert code.statement(99) is None and code.function("A.g") is None


def test_a_method_is_left_out(code):
    assert lines(code, code.without_call(calls(code.tree, "detach")[0])) == (
        ["             + 1).detach()"],
        ["             + 1)"],
    )


def test_keywords(code):
    first, second = calls(code.tree, "backward")
    assert lines(code, code.keyword(first, "retain_graph", "True"))[1] == ["loss.backward(retain_graph=True)"]
    assert lines(code, code.keyword(second, "retain_graph", "True"))[1] == ["é.backward((v), retain_graph=True); z = 1"]
    (g,) = calls(code.tree, "g")
    assert keyword(g, "inplace").value is True
    assert lines(code, code.without_keyword(g, "inplace"))[1] == ["g(x)"]
    assert lines(code, code.keyword(g, "inplace", "False"))[1] == ["g(x, inplace=False)"]
    assert code.without_keyword(g, "out") is None


def test_blocks(code):
    assert lines(code, code.unwrap(code.statement(10))) == (
        ["        with torch.no_grad():", "            y += x  # why", '            t = """a'],
        ["        y += x  # why", '        t = """a'],
    )
    wrapped = lines(code, code.wrap(code.statement(15), code.statement(16), "with torch.no_grad():"))
    assert wrapped[1] == ["with torch.no_grad():", "    loss.backward()", "    g(x, inplace=True)"]
    assert code.unwrap(code.statement(17)) is not None


def test_lines_come_and_go(code):
    assert lines(code, code.insert_before(code.statement(8), "q = 2"))[1] == ["        q = 2"]
    assert lines(code, code.insert_after(code.statement(19), "q = 2"))[1] == ["q = 2"]
    assert lines(code, code.remove(code.statement(15))) == (["loss.backward()"], [])
    assert lines(code, code.remove(code.statement(18))) == (["    h()"], ["    pass"])
    assert lines(code, code.without_decorator(code.function("A.f").decorator_list[0])) == (["    @torch.no_grad()"], [])


def test_what_cannot_be(code):
    call = calls(code.tree, "g")[0]
    assert code.changed() is None
    assert code.changed(None, code.remove(code.statement(15))) is None
    assert code.changed(code.replace(call, "f("), code.remove(code.statement(15))) is None
    assert code.changed(code.replace(call, "f()"), code.remove(code.statement(16))) is None
    assert code.changed(code.replace(call, code.text(call))) is None
    assert parsed("def") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y += x", "y = y + x"),
        ("y -= a if b else c", "y = y - (a if b else c)"),
        ("self.h *= 2", "self.h = self.h * 2"),
        ("t.mul_(2, 3)", "t = t.mul(2, 3)"),
        ("F.relu_(h)", "h = F.relu(h)"),
        ("y[0] += 1", None),
        ("t.zero_()", None),
        ("f(x).mul_(2)", None),
        ("t.mul(2)", None),
        ("y = x", None),
    ],
)
def test_out_of_place(before, after):
    code = Code(before)
    edit = out_of_place(code, code.tree.body[0])
    assert (code.changed(edit) if edit is not None else None) == after


def test_names():
    code = Code("a, (b.c, *d), e[0], s['h'] = f(x.y) + s['g']")
    (statement,) = code.tree.body
    assert [code.text(one) for one in targets(statement)] == ["a", "b.c", "d", "e[0]", "s['h']"]
    assert stored(statement) == {"a", "b.c", "d", "s['h']"}
    assert {"f", "x", "x.y", "s['g']"} <= loaded(statement)
    assert len(attributes(statement, "y")) == 1
