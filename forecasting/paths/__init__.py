"""Joint scenarios: how errors of days and queues go together."""
