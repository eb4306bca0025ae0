"""Plays demo data into an empty database, day by day, through the real flows."""

import logging

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from iqm_coe.accounts.models.user import User
from iqm_coe.demo.simulation.programme import play


class Command(BaseCommand):
    help = "Play two years of the programme for a number of Centres; the same seed gives the same people and days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--centres", type=int, default=12)
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *args: object, centres: int, seed: int, **options: object) -> None:
        if User.objects.exists():
            raise CommandError("The database is not empty. The simulation plays only into an empty one.")
        logging.disable(logging.INFO)
        said = play(centres=centres, seed=seed, now=timezone.now())
        self.stdout.write(said)
