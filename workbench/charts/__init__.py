"""Charts of the pages: tables in, Plotly figures out, one subject a file. The only files that import Plotly."""
