"""The default pipeline on plain arrays: an average of daily models, a weekday shape, boosting where it earned it."""
