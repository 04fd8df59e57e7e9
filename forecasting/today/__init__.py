"""The running day forecast anew from what has arrived."""
