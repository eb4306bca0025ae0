"""The updates of a year, as a script (R15)."""

from collections.abc import Callable
from datetime import datetime

from iqm_coe.accounts.models.user import User
from iqm_coe.demo.simulation import words
from iqm_coe.demo.simulation.stage import Stage
from iqm_coe.demo.simulation.story import Script, Step
from iqm_coe.lib.versioned import rewritten
from reviews.update.conditions import review as review_conditions
from reviews.update.flows import answer as answer_flows
from reviews.update.flows import review as review_flows
from reviews.update.flows import target
from reviews.update.models.review import Review


class UpdatePlay(Stage):
    """Each school's coordinator and head."""

    def _updates(self) -> Script:
        for number, review in enumerate(self._reviews()):
            name, day = review.school.name, self.pace.update + 2 * number
            at, asked, sent = self.at(day), self.at(day, 17), self.at(day + 1, 9)
            coordinator, head = self.story.coordinators[review.school_id], self.story.heads[review.school_id]
            yield Step(at, "R15", f"{name} writes its update", self._writing(review, coordinator, at))
            yield Step(asked, "R15", f"{name}: the head is asked", self._asking(review, coordinator, asked))
            yield Step(sent, "R15", f"{name}: the head declares the update", self._sending(review, head, sent))

    def _writing(self, review: Review, by: User, at: datetime) -> Callable[[], object]:
        def write() -> None:
            for answer in review.answers.select_related("element"):
                texts = words.update_on(answer.element.number, review.school.name, self.year.number)
                answer_flows.save(answer, rewritten(answer.texts(), texts), by=by, at=at)
            for progress in review.progress_on_targets.all():
                text = words.ON_TARGETS[progress.target.number % len(words.ON_TARGETS)]
                target.report(progress, rewritten({"text": progress.text}, {"text": text}), by=by, at=at)

        return write

    def _asking(self, review: Review, by: User, at: datetime) -> Callable[[], object]:
        return lambda: review_flows.ask_head(review, by=by, at=at)

    def _sending(self, review: Review, by: User, at: datetime) -> Callable[[], object]:
        return lambda: review_flows.declare_and_send(
            review, read=review_conditions.fingerprint_of(review), by=by, at=at
        )
