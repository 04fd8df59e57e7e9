"""How sure a plan is: the chance that its promises are kept, and what more of it costs."""
