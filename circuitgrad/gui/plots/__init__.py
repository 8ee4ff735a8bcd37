"""Plots on pyqtgraph. Only `load` may be imported before pyqtgraph has been loaded; it loads it beside the window."""
