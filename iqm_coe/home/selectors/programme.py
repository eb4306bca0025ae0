"""The whole programme on one page: what each app counts and lists of it."""

from dataclasses import dataclass
from datetime import date, datetime

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.tiles import Number, tiles_for


@dataclass(frozen=True)
class Programme:
    """The programme as it stands now; nothing here is stored."""

    tiles: list[Number]
    main: list[Panel]
    aside: list[Panel]
    today: date


def programme(user: User, at: datetime) -> Programme:
    """Counted now."""
    today = london_date(at)
    return Programme(
        tiles=tiles_for("programme", user, today),
        main=panels_for("programme", user, None, today),
        aside=panels_for("programme aside", user, at, today),
        today=today,
    )
