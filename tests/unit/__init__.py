"""Tests of one kind: unit."""
