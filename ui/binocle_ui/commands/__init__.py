"""The command line: one module a sub-command; each parses, makes one call and sets an exit code.

0 is success, 1 a finding, 2 a wrong call. With ``--json`` standard output holds the report alone.
"""
