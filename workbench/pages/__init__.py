"""The dashboard, one page a file; a page asks the desk and draws."""
