"""Lines: who works which shift on which day, under rules on sequences, for cover and wishes at least cost."""
