"""Labour rules, one a file: each shapes the roster and judges edits under one name."""
