"""Contact history and events in, volumes and handling times per interval out, with honest bands."""
