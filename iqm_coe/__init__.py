"""The frame on which the programme's three domain apps stand."""

from iqm_coe.celery import app as celery_app

__all__ = ["celery_app"]
