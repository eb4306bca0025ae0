"""Assessors, their conflicts of interest, visits, days, findings, and plans for development."""
