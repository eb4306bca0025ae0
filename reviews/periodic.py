"""What the clock starts in reviews."""

from celery import shared_task

from reviews.flows import building


@shared_task(name="reviews.periodic.sweep_packs")
def sweep_packs() -> int:
    """Build packs that no kick announced, or whose builder died."""
    return building.build_everything_waiting()
