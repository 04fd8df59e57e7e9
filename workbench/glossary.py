"""What the words of the trade mean, as help beside figures; one sentence or two each."""

from __future__ import annotations

from workbench.i18n import N_

TERMS: dict[str, str] = {
    "service_level": N_(
        "Share of contacts answered within the target time, of all contacts offered unless the queue names another "
        "formula. Deferred channels: answered before the deadline."
    ),
    "replayed": N_(
        "What this roster would deliver: a simulator plays the planned days contact by contact, many times, with the "
        "forecast's uncertainty and with people absent as often as their pool usually is."
    ),
    "predicted": N_("What the queueing formula promises if exactly the required positions are filled."),
    "days_met": N_(
        "A probability, not a count of days: the share of replayed paths in which a day's service level is at least "
        "as promised, mean over the days and queues. A day can be below its promise on average and still have a "
        "chance. It plays the finished roster with whole shifts and shared people; the chance under Staffing, How "
        "sure, takes the required positions alone, each queue by itself, and mostly is lower."
    ),
    "cost": N_("Paid hours and fixed shift prices of everybody in the roster, with evening, night and holiday rates."),
    "shortage": N_(
        "Position hours left empty because nobody can fill them (capacity, lead time, who serves what) or because a "
        "further shift would cost more than it is worth."
    ),
    "unfilled": N_("Shifts of named people that nobody may lawfully work; the reasons are listed below."),
    "gap": N_(
        "How far a plan can be from the best one at most: the difference between the answer and the solver's bound. "
        "0 % is proven best."
    ),
    "positions": N_("People answering at the same time. Not rounded per queue: queues that share people are pooled."),
    "heads": N_("People to book on queue work: positions divided by (1 - unplanned absence) and by proficiency."),
    "absence": N_(
        "Unplanned absence: share of the people booked who do not come. Breaks are planned, not counted here."
    ),
    "load_erl": N_("Offered load in erlangs: contacts times handling time, per interval."),
    "aht_s": N_("Average handling time: talk, hold and after-contact work of a handled contact."),
    "asa_s": N_("Mean wait of answered contacts."),
    "abandonment": N_("Share of contacts that leave the queue without an answer."),
    "occupancy": N_("Share of time on queue in which people handle contacts."),
    "wape": N_("Weighted absolute percentage error of day totals in the backtest: sum of errors / sum of contacts."),
    "bias": N_("Mean error of day totals, as a share: above 0 means forecast too high."),
    "slot_wape": N_(
        "The same error measured interval by interval. It is always larger than that of days, most of all for small "
        "queues: nobody can foretell in which quarter of an hour a single call comes."
    ),
    "mase": N_(
        "Mean absolute error in units of the usual change from one week to the next: below 1 is better than to say "
        "that last week comes again."
    ),
    "coverage": N_("Share of intervals that fell into the band. 80 % of them should lie in the 80 % band."),
    "wql": N_(
        "Weighted quantile loss: how sharp and how honest the whole band is, as a share of the contacts; lower is "
        "better."
    ),
    "cpu_s": N_("Processor time of fit and forecast, all backtests together."),
    "origins": N_(
        "An origin is the first day forecast in a test. The model sees only what lies before it; with several origins "
        "one lucky fortnight does not decide."
    ),
    "backtest": N_("A test on history: a model forecasts weeks that are known by now, as if they were not."),
    "band": N_("Where 90 % (50 %) of such days or intervals should fall. Wide means: little is known."),
    "adjusted": N_(
        "What the planner changed against the forecast of the models, with reason and author. The forecast of the "
        "models is kept beside it and never changed."
    ),
    "event": N_(
        "Days on which more or fewer contacts come than on their weekday: campaigns, bill days, holidays, outages. "
        "Each day may have its own multiple; blank ones are learned from earlier occurrences of the same kind."
    ),
    "lesson": N_(
        "After an event: how large it was against what the models and the planners had said, when on the day it "
        "came, and "
        "what will be believed of the next one of its kind."
    ),
    "moved": N_("Share of the contacts that came in other hours of the day than planned."),
    "mark": N_(
        "A stretch of history that looks out of order: an outage, a gap, a freak value. Gaps are filled by the "
        "usual shape "
        "of the day; days that are out of order as a whole are left out, unless the planner says that they are real."
    ),
    "effect": N_("Volume of the day as a multiple of a normal day. A planner's number always wins over a learned one."),
    "lead_time": N_("Days from placing the order to the first day of service; counted from the plan's own date."),
    "peak_heads": N_("Most people in the roster on one day, partners' seats included."),
    "locked": N_("Kept by every re-plan."),
    "bias_after": N_(
        "Forecast less what came, as a share of what came: above 0 the forecast was too high, below 0 too low."
    ),
    "aht_after": N_("Error of the handling time by interval, weighted by the contacts handled."),
    "value_added": N_(
        "Forecast value added: error of the models alone less error after the planners' adjustments, in percentage "
        "points. Above 0 the human touch helped."
    ),
    "contacts_won": N_(
        "By how many contacts an adjustment brought the forecast nearer to what came, summed over its intervals; below "
        "0 it took the forecast further away."
    ),
    "speaks": N_(
        "Which plan is held to account for a day: the newest one made before it, the one handed out last, or every "
        "plan that has forecast the day."
    ),
    "judged_lead": N_(
        "Only plans whose data ended at least so long before the day: what was known when people were booked."
    ),
    "cost_of_error": N_(
        "Positions planned for the forecast against those that what came would have needed, both by the same formula, "
        "each queue by itself. People free on one queue who help on another are not counted."
    ),
    "over_h": N_("Position hours planned beyond what the contacts that came needed, interval by interval."),
    "over_cost": N_(
        "What the hours too many were paid, absence included, at the rates of the pools that serve the queue."
    ),
    "under_h": N_("Position hours that the contacts that came would have needed beyond those planned."),
    "late": N_(
        "Contacts answered after the target time because too few positions were planned, by the queueing formula under "
        "the load that came. Queues whose work may wait have none."
    ),
    "level_after": N_(
        "Service level that the planned positions give under the load that came, by the queueing formula."
    ),
    "by_chance": N_(
        "Share of these hours that chance alone explains: contacts scatter even around a forecast that is exactly "
        "right, most of all on small queues. No forecast can save them."
    ),
    "interval": N_("How long the stretch of time is in which these contacts come: a quarter, half or whole hour."),
    "patience": N_(
        "How long people are willing to wait before they hang up, on average. Blank: nobody ever hangs up, every "
        "caller waits until he is answered."
    ),
    "shrinkage": N_(
        "Share of the paid time in which people are not there to answer: breaks, meetings, training, leave, sickness. "
        "There is no usual value that holds for every centre, so none is assumed. It is counted once: not here if the "
        "schedule already adds it."
    ),
    "target_time": N_("A contact is answered in time when it waits no longer than this."),
    "sl_formula": N_(
        "What is divided by what. Contacts that hang up can be counted as missed, as fine, or left out; the same day "
        "can differ by several points between the formulas. Use the one that stands in your contract."
    ),
    "max_asa": N_("The longest mean wait of answered contacts that you accept."),
    "max_occupancy": N_(
        "The busiest that people may be, as a share of their time on queue. Above about 88 % hour after hour people "
        "tire and leave."
    ),
    "max_abandon": N_("The largest share of contacts that may hang up before they are answered."),
    "at_once": N_("How many chats one person holds open at the same time at most."),
    "slowdown": N_(
        "How much longer each chat lasts for every further one that its agent has open: with 20 %, a chat of 300 s "
        "lasts 360 s while two are open and 420 s while three are."
    ),
    "deadline": N_("An answer must be given within these hours; until then the work may wait."),
    "backlog_now": N_("Contacts that wait already. They are taken as if they came now: due within the same deadline."),
    "p_wait": N_("Share of contacts that find everybody busy and must wait at all."),
    "sharing": N_(
        "Queues that share people need fewer together than the sum of each by itself: while one is quiet its people "
        "help the other. The plan asks for fewer only as far as a play of the mix shows that every promise is kept."
    ),
    "limit_price": N_(
        "What one more of something would be worth: seats of a partner, people, hours, days of lead time. The plan is "
        "as cheap as these limits allow; a limit without a price does not bind."
    ),
    "lock_date": N_("Until the end of this day an order of these seats may still be changed; then it stands."),
    "top_up": N_("Hours that were promised to the pool and are not called: they are paid all the same."),
    "sla_penalty": N_("Price of the hours in which the pool usually misses its service level, as the agreement says."),
    "empty_if_later": N_("Position hours these seats fill: they stay empty when the seats are ordered too late."),
    "chance": N_(
        "Of many possible courses of these days (volumes, size of events, handling times, chance itself), the share in "
        "which the promise is kept with the positions required."
    ),
    "expected_sl": N_("The service level on average over all these courses; single days lie above and below it."),
    "sl_p10": N_("Nine courses of ten reach at least this service level."),
    "cost_of_point": N_(
        "What one more point costs from here, with the cheapest people to be had. The next points cost more each."
    ),
    "missed": N_("Contacts by which the promise is missed: what is short of it times the contacts of the stretch."),
    "one_more": N_("Service level of the stretch if one more person of this group were there."),
    "waiting_h": N_("Handling time of everything that waits, in hours of one person."),
    "oldest_h": N_("How long the contact has waited that waits longest."),
    "late_contacts": N_("Contacts that are done only after their deadline."),
    "kept": N_("Share of the promised call-backs that are made within the time promised."),
    "blended": N_(
        "Outbound calls are made while people would wait for a call to come in; what does not fit there needs "
        "positions of its own."
    ),
    "own_people": N_("People on contacts, newcomers included, mean of the month."),
    "required_fte": N_(
        "Full-time people that the contacts need, after breaks, training, leave and absence; counted once, here."
    ),
    "gap_fte": N_("Full-time people missing in the worst week, with everything that can still be done."),
    "on_schedule": N_(
        "People to put on the schedule so that enough of them answer: people answering divided by (1 - shrinkage), "
        "rounded up."
    ),
}
