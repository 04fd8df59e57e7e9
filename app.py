"""The web face: opens the session, picks the pages for its role, runs one."""
