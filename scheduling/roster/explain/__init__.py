"""Why a roster is as it is: who is kept from what by which rule, what would fill a gap, which inputs contradict."""
