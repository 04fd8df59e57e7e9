"""What of a history may be learned from: gaps, outages, typos, freak days, redials."""
