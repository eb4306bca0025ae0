"""The journeys of schools: people, awards, the register."""
