"""Every scenario, in process: cards and services are objects."""

import pytest
from pytest_bdd import scenarios

pytestmark = pytest.mark.profondeur("in-process")

scenarios(".")
