"""What a hand can do at a bench: one vocabulary for the page, the HTTP service and the tests."""

from .control import BadGesture, Control, Impossible, UnknownGesture

__all__ = ["BadGesture", "Control", "Impossible", "UnknownGesture"]
