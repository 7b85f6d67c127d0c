"""Where everything is wired: the only place that says "simulated" or "real", and reads settings.

Callers name the module that they need: what one command loads, another does not wait for.
"""
