"""What is written is its own exclusive canonical form, as lxml sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from binocle.soap import Markup, Vocabulary

ONE, TWO = Vocabulary("a", "urn:one"), Vocabulary("b", "urn:two")

allowed = st.characters(
    exclude_categories=["Cs"],
    exclude_characters=[chr(code) for code in range(32)] + ["\ufffe", "\uffff"],
)
texts = st.text(allowed | st.sampled_from("&<>\"'\t\n\r"), max_size=20)
names = st.sampled_from(["Nom", "Id", "x", "y1"])
attributes = st.dictionaries(names, texts, max_size=3)


def written(
    content: list[tuple[str, str | Markup, dict[str, str]]], vocabulary: Vocabulary
) -> Markup:
    return vocabulary.first("Racine", *(vocabulary(n, t, **more) for n, t, more in content))


flat = st.lists(st.tuples(names, texts, attributes), max_size=4)
inner = st.builds(written, flat, st.just(TWO))
outer = st.lists(st.tuples(names, texts | inner, attributes), max_size=4)


def canonical(xml: bytes) -> bytes:
    return etree.tostring(etree.fromstring(xml), method="c14n", exclusive=True)


@given(st.builds(written, outer, st.just(ONE)))
def test_what_is_written_is_canonical(text: Markup) -> None:
    assert canonical(text.encode()) == text.encode()


@given(texts)
def test_a_text_comes_back(text: str) -> None:
    root = etree.fromstring(ONE.first("Texte", text, Id=text).encode())
    assert (root.text or "", root.get("Id")) == (text, text)


def test_markup_is_taken_as_it_is_and_a_text_is_not() -> None:
    assert ONE("x", Markup("<y></y>")) == "<a:x><y></y></a:x>"
    assert ONE("x", "<y>") == "<a:x>&lt;y&gt;</a:x>"
    assert ONE.first("x", b="1", a="2") == '<a:x xmlns:a="urn:one" a="2" b="1"></a:x>'


@pytest.mark.parametrize("character", ["\0", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_refused_and_not_repeated(character: str) -> None:
    with pytest.raises(ValueError, match="a character that XML cannot hold"):
        ONE("x", f"SECRET{character}")
    with pytest.raises(ValueError, match="a character that XML cannot hold"):
        ONE("x", Id=character)
