from django.dispatch import Signal

# year: a CentreYear just opened; by, at. Charges, reviews and plans hang on it.
year_opened = Signal()
