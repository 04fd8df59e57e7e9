"""The solver port: one question, one file a back-end, one honest report."""
