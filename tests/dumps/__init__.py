"""Databases of before, with data: each is migrated to today's tables in every run of the tests, and must hold."""
