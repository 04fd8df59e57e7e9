"""Write docs/rules.md and docs/rules.zh.md from the data: every limit, and the rule sets with their sources."""

from __future__ import annotations

import sys
from pathlib import Path

from data.contracts.labour import FACTS, LIMIT_KINDS
from data.intake.rule_sets import rule_set, rule_set_names
from scheduling.roster.rules import RULES
from workbench.i18n import translate
from workbench.rule_words import ENFORCEMENTS, MEANT, code_of, limit_words
from workbench.rule_words import FACTS as FACT_WORDS

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"en": DOCS / "rules.md", "zh": DOCS / "rules.zh.md"}
HEADS = {language: Path(__file__).with_name(f"rule_docs.{language}.md") for language in PAGES}
COLUMNS = {
    "en": ("limit", "what it is", "unit", "kind", "how a breach reads"),
    "zh": ("限制", "含义", "单位", "类型", "违反时的提示"),
}
KINDS = {
    "en": {"most": "most", "least": "least", "yes": "1: holds", "meaning": "meaning"},
    "zh": {"most": "上限", "least": "下限", "yes": "1：有效", "meaning": "定义"},
}
SET_COLUMNS = {
    "en": ("limit", "value", "a breach", "only for", "since", "source", "verified"),
    "zh": ("限制", "取值", "违反时", "仅限", "生效日", "来源", "已核实"),
}
HEADINGS = {
    "en": ("## Limits", "## Rules of other tables", "## Facts of people", "## Rule sets"),
    "zh": ("## 限制", "## 其他表的规则", "## 人员情形", "## 规则集"),
}
PAIR = {"en": ("rule", "how a breach reads"), "zh": ("规则", "违反时的提示")}
VERIFIED = {"en": ("yes", "**no**"), "zh": ("是", "**否**")}


def page(language: str) -> str:
    """The whole page in a language."""
    _ = translate(language)
    limits, others, facts, sets = HEADINGS[language]
    lines = [HEADS[language].read_text(encoding="utf-8"), limits, "", *_header(COLUMNS[language])]
    for limit, (unit, kind) in LIMIT_KINDS.items():
        rule = RULES.get(code_of(limit))
        reads = _(getattr(rule, "template", "")) if rule is not None else _(MEANT)
        lines.append(_row(f"`{limit}`", _(limit_words(limit)), unit, KINDS[language][kind], reads))
    lines += ["", others, "", *_header(PAIR[language])]
    of_limits = {code_of(limit) for limit in LIMIT_KINDS}
    for code, rule in RULES.items():
        if code not in of_limits:
            lines.append(_row(f"`{code}`", _(getattr(rule, "template", ""))))
    lines += ["", facts, "", *[f"* `{fact}`: {_(FACT_WORDS[fact])}" for fact in FACTS], "", sets]
    for name in rule_set_names():
        lines += _set(name, language)
    return "\n".join(lines) + "\n"


def _set(name: str, language: str) -> list[str]:
    _ = translate(language)
    made = rule_set(name)
    yes, no = VERIFIED[language]
    title = made.title_zh if language == "zh" else made.title_en
    lines = ["", f"### `{name}`: {title}", "", *_header(SET_COLUMNS[language])]
    for rule in made.rules:
        term = rule.term
        unit, kind = LIMIT_KINDS[term.rule]
        does = _(MEANT) if kind == "meaning" else _(ENFORCEMENTS[term.enforcement])
        since = "" if term.first is None else str(term.first.date())
        value = f"{term.value:g} {unit}".strip() if unit != "multiple" else f"{term.value:g}"
        who = _(FACT_WORDS[term.flag]) if term.flag else ""
        lines.append(_row(f"`{term.rule}`", value, does, who, since, rule.source, yes if rule.verified else no))
    return lines


def _header(words: tuple[str, ...]) -> list[str]:
    return [_row(*words), "|" + "---|" * len(words)]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def main() -> int:
    """Write both pages; with `--check` only tell whether they are as the data says."""
    if "--check" in sys.argv[1:]:
        return int(any(path.read_text(encoding="utf-8") != page(language) for language, path in PAGES.items()))
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
