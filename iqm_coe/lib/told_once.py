"""A traceback is written once: what django-structlog has told of a request, Django does not tell again."""

import logging


class ToldOnce(logging.Filter):
    """Lets a record of `django.request` go where nobody has told of its exception yet. Django's own would also show the
    whole address, and the keys in it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not hasattr(getattr(record, "request", None), "_raised_exception")
