"""A what-if scenario in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.contracts.centre import Centre
from workbench.display import Display
from workbench.levers import ALL


def lever_words(lever: str, display: Display) -> str:
    """The name of a lever."""
    _ = display.words
    return {
        "volume": _("volume"),
        "aht": _("handling time"),
        "absence": _("unplanned absence"),
        "price": _("price"),
        "heads": _("capacity"),
    }.get(lever, lever)


def scenario_words(scenario: Mapping[str, Any], centre: Centre, display: Display) -> str:
    """One line that says what is overridden, blank for the base plan."""
    _ = display.words
    parts = []
    for lever, own in scenario.items():
        for name, value in own.items():
            thing = centre.queues.get(name) or centre.pools.get(name)
            where = "" if name == ALL else f" {display.title(thing) if thing else name}"
            told = {
                "absence": display.share(value, 0),
                "heads": display.number(value),
            }.get(lever, f"×{value:g}")
            parts.append(f"{lever_words(lever, display)}{where} {told}")
    return f"{_('what if')}: {', '.join(parts)}" if parts else ""
