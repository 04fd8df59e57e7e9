"""The database as it grew: one file a step, run by data.store.migrate."""
