"""Centres of Excellence: schools that join, the application they make, and the years that follow."""
