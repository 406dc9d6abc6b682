"""The subcommands of `readiness`, one module each.

Exit codes: 0 fine, 1 the input is wrong, 2 wrong usage (click's own).
"""
