"""Where nodes, wires and labels stand: geometry, tidy layout, label placing. Knows no window."""
