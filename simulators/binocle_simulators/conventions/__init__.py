"""A simulated directory of conventions between complementary insurers and networks."""

from .app import create_app
from .behaviour import ConventionDirectory, Query, TooMany
from .table import BadConventions, Convention, load_conventions, matches

__all__ = [
    "BadConventions",
    "Convention",
    "ConventionDirectory",
    "Query",
    "TooMany",
    "create_app",
    "load_conventions",
    "matches",
]
