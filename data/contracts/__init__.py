"""The ground floor: tables, value objects and errors everything else agrees on."""
