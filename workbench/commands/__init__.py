"""The larger commands, one file each; workbench.cli gathers them."""
