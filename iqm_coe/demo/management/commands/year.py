"""Plays one Centre year from the first step to the review pack, and says each step with its rule."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from iqm_coe.demo.simulation.one_year import play_one_year
from iqm_coe.demo.simulation.story import Step
from iqm_coe.lib.dates import london_date
from iqm_coe.operations.spoken import SpokenCommand

PLACE = Path("var") / "year" / "review-pack.pdf"


class Command(SpokenCommand):
    help = "Play one Centre year through the real flows, check the invariants, leave the pack in var/, undo the rest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *args: object, seed: int, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("A year is played in the demo only: it would hold locks in a database that people use.")
        outcome = play_one_year(seed=seed, now=timezone.now(), told=self._say)
        if outcome.breaches:
            found = "\n".join(f"{breach.name}: {breach.detail}" for breach in outcome.breaches)
            raise CommandError(f"Not everything holds:\n{found}")
        place = settings.BASE_DIR / PLACE
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(outcome.pack)
        self.stdout.write(
            f"\n{outcome.steps} steps, {outcome.mails} mails. All {outcome.checks} invariants hold.\n"
            f"The review pack: {PLACE}, {outcome.pages} pages, SHA-256 {outcome.sha256}\n"
            "Everything else was taken back: the database is as it was."
        )

    def _say(self, step: Step) -> None:
        self.stdout.write(f"{london_date(step.at):%d %b %Y}  {step.rule:<4} {step.words}")
        self.stdout.flush()
