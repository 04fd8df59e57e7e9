"""Tours: which days, starts and breaks of people, bookings and blocks cover the heads wanted per slot at least cost."""
