"""The frame on which the rooms of the programme stand."""

from iqm_coe.celery import app as celery_app

__all__ = ["celery_app"]
