"""Small programs for those who work on peakcrew; never installed with it."""
