"""Plays of two people who write in one element in real browsers, against a live server, while everything goes wrong."""
