"""PostgreSQL's ranges made of two columns, for constraints that let no two periods overlap."""

from django.contrib.postgres.fields import DateRangeField, IntegerRangeField
from django.db.models import Func


class DateRange(Func):
    """PostgreSQL's daterange of two columns."""

    function = "DATERANGE"
    output_field = DateRangeField()


class IntRange(Func):
    """PostgreSQL's int4range of two columns."""

    function = "INT4RANGE"
    output_field = IntegerRangeField()
