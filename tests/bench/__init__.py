"""bin/bench: ratios in one run. Django is set up here, before the package's modules import what needs it."""

import logging

import django

django.setup()
logging.disable(logging.INFO)
