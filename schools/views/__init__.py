"""The screens of schools, one file a family."""
