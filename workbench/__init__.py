"""Where people meet the plan: the chain, what-if, rights, jobs, commands and pages."""
