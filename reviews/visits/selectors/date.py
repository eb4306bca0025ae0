from datetime import date

from reviews.visits.conditions import date as date_conditions
from reviews.visits.models.date import DateRound


def offered_days(offered: DateRound, on: date) -> list[dict[str, object]]:
    """Each day of a round with what accepting it moves: by when the updates are then due."""
    days: list[dict[str, object]] = []
    for proposal in offered.proposals.all():
        moved = date_conditions.moved_updates(offered.visit, proposal.on, on=on)
        due = sorted({due_on for _review, due_on in moved})
        days.append({"proposal": proposal, "updates_due_on": due[0] if due else None, "moved": len(moved)})
    return days
