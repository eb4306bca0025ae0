"""Centres, who stands in them, who is asked to join, and who may look in."""
