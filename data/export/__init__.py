"""The door for files going out: CSV, Excel and iCalendar."""
