"""The synthetic centre that the sample plan is made for."""
