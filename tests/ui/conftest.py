"""A page over values alone: what services answer is written here, what they are asked is kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from tests.ui.fake_files import FakeInsurers, FakeOptics, FakeSale
from tests.ui.fakes import (
    FakeApcv,
    FakeCounter,
    FakeCps,
    FakeIncidents,
    FakePanel,
    FakeRates,
    FakeRights,
    FakeSettings,
)
from tests.ui.follow_up import FakeFollowUp
from tests.ui.money import FakeMoney
from tests.ui.papers import FakeAttachments, FakeInvoices, FakeParameters
from tests.ui.past import FakePast
from tests.ui.returns import FakeReturns
from tests.ui.samples import STEPS, claim_at

from binocle_ui.app import create_app
from binocle_ui.pages import (
    ClaimView,
    Mode,
    PageServices,
)


@dataclass(frozen=True)
class Page:
    """A browser before the page, and what stands behind it."""

    browser: FlaskClient
    counter: FakeCounter
    rates: FakeRates
    rights: FakeRights
    cps: FakeCps
    apcv: FakeApcv
    settings: FakeSettings
    follow_up: FakeFollowUp
    returns: FakeReturns
    invoices: FakeInvoices
    money: FakeMoney
    attachments: FakeAttachments
    parameters: FakeParameters
    past: FakePast
    optics: FakeOptics
    sale: FakeSale
    insurers: FakeInsurers
    panel: FakePanel
    incidents: FakeIncidents

    @property
    def calls(self) -> list[tuple[Any, ...]]:
        """Every call of every service."""
        services: tuple[Any, ...] = (
            *(self.counter, self.rates, self.rights, self.cps, self.apcv, self.settings),
            *(self.optics, self.sale, self.insurers, self.invoices, self.attachments),
            *(self.parameters, self.panel, self.follow_up, self.returns, self.money),
        )
        return [call for service in services for call in service.calls]


def services(**changed: Any) -> PageServices:
    """Return fake services; ``changed`` replaces some of them."""
    whole = PageServices(
        mode=Mode.SIMULATED,
        counter=FakeCounter(),
        rates=FakeRates(),
        rights=FakeRights(),
        cps=FakeCps(),
        apcv=FakeApcv(),
        settings=FakeSettings(),
        follow_up=FakeFollowUp(),
        returns=FakeReturns(),
        invoices=FakeInvoices(),
        money=FakeMoney(),
        attachments=FakeAttachments(),
        parameters=FakeParameters(),
        past=FakePast(),
        optics=FakeOptics(),
        sale=FakeSale(),
        insurers=FakeInsurers(),
        panel=FakePanel(),
        incidents=FakeIncidents(),
    )
    return replace(whole, **changed)


@pytest.fixture
def page() -> Page:
    fakes: dict[str, Any] = {
        "counter": FakeCounter(),
        "rates": FakeRates(),
        "rights": FakeRights(),
        "cps": FakeCps(),
        "apcv": FakeApcv(),
        "settings": FakeSettings(),
        "follow_up": FakeFollowUp(),
        "returns": FakeReturns(),
        "invoices": FakeInvoices(),
        "money": FakeMoney(),
        "attachments": FakeAttachments(),
        "parameters": FakeParameters(),
        "past": FakePast(),
        "optics": FakeOptics(),
        "sale": FakeSale(),
        "insurers": FakeInsurers(),
        "panel": FakePanel(),
        "incidents": FakeIncidents(),
    }
    return Page(create_app(services(**fakes)).test_client(), **fakes)


@pytest.fixture
def shop() -> FlaskClient:
    """The page of a shop: real mode, no bench."""
    return create_app(services(mode=Mode.REAL, panel=None)).test_client()


@pytest.fixture(name="claim_at")
def claim_maker() -> Callable[..., ClaimView]:
    return claim_at


@pytest.fixture(params=STEPS)
def claim(request: pytest.FixtureRequest) -> ClaimView:
    """The claim before each of its steps."""
    return claim_at(request.param)
