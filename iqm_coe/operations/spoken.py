"""Commands of Django's for an operator: a problem is its sentence alone, and no line of the log stands between."""

import logging
from collections.abc import Sequence

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from iqm_coe.embedded.spoken import words_of


class SpokenCommand(BaseCommand):
    """Everything that it has to say it says itself."""

    quiet_below = logging.CRITICAL

    def run_from_argv(self, argv: Sequence[str]) -> None:
        """As Django does, which would put the name of the exception in front of its words."""
        before = logging.root.manager.disable
        logging.disable(self.quiet_below)
        try:
            super().run_from_argv([*argv, "--traceback"])
        except CommandError as problem:
            self._end(str(problem), problem.returncode)
        except Error as problem:
            if not isinstance(problem.__cause__, psycopg.Error):
                raise
            self._end(words_of(problem.__cause__), 1)
        finally:
            logging.disable(before)

    def _end(self, words: str, status: int) -> None:
        self.stderr.write(words)
        raise SystemExit(status)
