"""The pages of labour rules are those that the data makes, and say that they are no legal advice."""

from __future__ import annotations

import pytest

from data.contracts.labour import LIMIT_KINDS
from tools.rule_docs import PAGES, page


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_as_the_data_says(language: str):
    assert PAGES[language].read_text(encoding="utf-8") == page(language)


@pytest.mark.parametrize(("language", "said"), [("en", "no legal advice"), ("zh", "不构成法律意见")])
def test_every_limit_stands_on_the_page(language: str, said: str):
    text = page(language)
    assert said in text
    assert all(f"`{limit}`" in text for limit in LIMIT_KINDS)
