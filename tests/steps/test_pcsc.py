"""The same scenarios through PC/SC and sockets: real pcscd, real vpcd, real pyscard, real HTTP."""

import pytest
from pytest_bdd import scenarios

pytestmark = pytest.mark.profondeur("pcsc")

scenarios(".")
