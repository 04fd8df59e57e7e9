"""Special days: which there are, what they did before, what they will do, and what was learned."""
