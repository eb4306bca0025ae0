"""Tests of one kind: browser."""
