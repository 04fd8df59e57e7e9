"""What a limit of the mix is worth: a little more of it, planned anew where it counts."""
