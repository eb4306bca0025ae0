"""Tests of one kind: integration."""
