"""Centres of Excellence: five rooms, each an app of its own."""
