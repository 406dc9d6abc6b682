"""The parts of a report, one module each: what was scored, put into words."""
