"""Rules of seats that a centre sets, one file a family: what each adds to the model of the mix."""
