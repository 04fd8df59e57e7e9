"""Words of the staffing page: methods and why they were taken, causes of broken promises, limits that cost money."""

from __future__ import annotations

from workbench.display import Display
from workbench.figures.staffing_need import DEADLINE, MOMENT, STILL, THROUGH_TIME
from workbench.i18n import N_

FAMILIES = {
    STILL: N_("each interval by itself"),
    MOMENT: N_("by the load of the moment"),
    THROUGH_TIME: N_("followed through time"),
    DEADLINE: N_("spread until the deadline"),
}
FAMILIES_TOLD = {
    STILL: N_(
        "Each interval by itself: the Erlang formula as if the interval went on for ever. Right while the load moves "
        "slowly and contacts are short."
    ),
    MOMENT: N_(
        "By the load of the moment: the formula, fed with the contacts that are really in the house at the worst "
        "moment of the interval, those of the interval before included."
    ),
    THROUGH_TIME: N_(
        "Followed through time: the chances of every length of the line are followed from minute to minute, what is "
        "left waiting goes on into the next interval. Exact where the load jumps, as at a campaign's midnight."
    ),
    DEADLINE: N_("Spread until the deadline: work that may wait is moved into the valleys, so that the peak is low."),
}
REASONS = {
    "event_day": N_("an event lies on this day"),
    "long_contacts": N_("contacts last at least half an interval"),
    "moving_load": N_("the load moves faster than the formula can follow"),
    "steady": N_("the load moves slowly"),
    "planner": N_("a planner chose it"),
    "too_large": N_("the load is too large to follow in the time there is"),
    "sizer": N_("the centre's own sizer says so"),
    "may_wait": N_("the work may wait until its deadline"),
    "aftermath": N_("works off what the hours before left waiting"),
}
ASKS = {
    "service_level": N_("the service level"),
    "max_occupancy": N_("how busy people may be"),
    "max_asa_s": N_("the mean wait"),
    "max_abandon": N_("the share that hangs up"),
    "backlog": N_("what waits now"),
}
CAUSES = {
    "understaffed": N_("too few people"),
    "breaks": N_("more people on a break than usual"),
    "overflow": N_("people were free but may take these contacts only after a wait"),
    "preferred": N_("the people were at queues they serve first"),
}
BOUND_BY = {
    "lead_time": N_("lead time"),
    "training": N_("training before service"),
    "lock": N_("lock date of the agreement"),
    "ordered": N_("ordered already"),
}


def reason_words(display: Display, code: str) -> str:
    """Why a method was taken; the codes of the requirement in words, several joined."""
    return "; ".join(display.words(REASONS.get(one, one)) for one in str(code).split("; ") if one)


def family_words(display: Display, name: str) -> str:
    """The kind of a method in words."""
    return display.words(FAMILIES.get(name, name))
