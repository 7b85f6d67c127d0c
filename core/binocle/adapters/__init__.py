"""The only code that touches the machine: readers, files, network, database, clock, logs."""
