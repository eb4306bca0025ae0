"""Tests of one kind: meta."""
