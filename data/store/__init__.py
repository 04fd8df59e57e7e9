"""The door to the database: plans, adjustments, users, jobs and history."""
