"""Every text a reader may meet stands in both languages, with the same fields, in catalogues that are up to date."""

from __future__ import annotations

import re

import pytest

from tools import catalogue
from workbench.glossary import TERMS
from workbench.i18n import translate

FIELD = re.compile(r"\{(\w+)[^{}]*\}")


@pytest.fixture(scope="module")
def template():
    return catalogue.collect()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_is_untranslated(language: str, template):
    assert catalogue.untranslated(catalogue.refreshed(language, template)) == [], "translate it, then run `make words`"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_compiled_catalogue_is_up_to_date(language: str, template):
    folder = catalogue.LOCALE / language / "LC_MESSAGES"
    po, mo = catalogue.bodies(catalogue.refreshed(language, template))
    assert (folder / "peakcrew.po").read_bytes() == po, "run `make words`"
    assert (folder / "peakcrew.mo").read_bytes() == mo, "run `make words`"


def test_a_translation_keeps_the_fields_of_its_text(template):
    told = {str(m.id): str(m.string) for m in catalogue.refreshed("zh_CN", template) if m.id}
    assert {
        text for text, words in told.items() if sorted(FIELD.findall(text)) != sorted(FIELD.findall(words))
    } == set()


def test_a_sentence_is_found_where_a_fault_keeps_it():
    source = (
        'class R:\n    template = "{name} is late"\n'
        'x.fault(1, "code", "{value} is odd", "Use {near}." if near else "Drop it.")\n'
    )
    assert [text for _line, text in catalogue.texts_of(source)] == [
        "{name} is late", "{value} is odd", "Use {near}.", "Drop it."
    ]  # fmt: skip


def test_codes_and_columns_are_no_sentences():
    assert list(catalogue.texts_of('self.fault("settings.zone", "zone", row)\ntemplate = "zone"')) == []


@pytest.mark.parametrize("term", TERMS)
def test_each_term_is_explained_in_chinese(term: str):
    assert re.search(r"[\u4e00-\u9fff]", translate("zh")(TERMS[term]))
