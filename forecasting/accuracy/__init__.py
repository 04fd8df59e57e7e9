"""Forecasts held against what came: measures, reports, worth of adjustments."""
