"""PostgreSQL's ranges made of two columns, for constraints that let no two periods overlap, and days reckoned by it."""

from django.contrib.postgres.fields import DateRangeField, IntegerRangeField
from django.db.models import DateField, Func


class DateRange(Func):
    """PostgreSQL's daterange of two columns."""

    function = "DATERANGE"
    output_field = DateRangeField()


class IntRange(Func):
    """PostgreSQL's int4range of two columns."""

    function = "INT4RANGE"
    output_field = IntegerRangeField()


class DaysLater(Func):
    """The day so many days after the one in a column."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    arity = 2
    output_field = DateField()


class EndOfMonthOfYear(Func):
    """The last day of the so-manieth month of a year, of the column of its first day: `lib/dates.py` in a query."""

    template = "((%(expressions)s))::date - 1)"
    arg_joiner = " + make_interval(months => "
    arity = 2
    output_field = DateField()
