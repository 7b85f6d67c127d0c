"""The page and the command line: thin faces of the production code and of the bench."""
