"""The daily models a queue may choose from, one file a model."""
