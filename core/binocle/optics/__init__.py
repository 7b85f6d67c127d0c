"""Optics: the ordonnance, the equipment made for it, and the codes and tariffs that follow."""
