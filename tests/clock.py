"""The instants the tests speak of: one ordinary Monday, and the days around it."""

from datetime import UTC, date, datetime, timedelta

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def days(number: int) -> timedelta:
    """That many days."""
    return timedelta(days=number)
