"""Rolling origins on anybody's file: the backtest command."""
