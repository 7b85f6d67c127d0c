"""Simulators of everything an optician's billing talks to, and the bench that holds them.

Imports nothing of ours but itself: a foreign project installs and uses it alone.
"""
