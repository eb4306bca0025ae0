"""The journeys of a mail: written, addressed, delivered, tried again."""
