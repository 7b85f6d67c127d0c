"""The patient's app signs an invoice: the forms of one, in the words of the other.

Law of this file: a translation, no rule; what the app refuses is told by its own desk.
"""

from collections.abc import Mapping

from binocle.apcv import FormToSign
from binocle.fse import Flow, Invoice, VitaleSignature

from .apcv import ApcvDesk


class AppSigner:
    """Implements :class:`binocle.fse.VitaleSigner` with the context that is open."""

    def __init__(self, app: ApcvDesk) -> None:
        """Sign with the person chosen in the app."""
        self._app = app

    def sign(self, invoice: Invoice, digests: Mapping[Flow, bytes]) -> VitaleSignature:
        """Have the forms of one invoice signed together.

        Raises:
            BinocleError: as :meth:`ApcvDesk.sign`.
        """
        who = self._app.beneficiary
        assert who is not None, "the invoice is of a person chosen in the app"
        dre = digests.get(Flow.DRE)
        amc = invoice.complementary
        signature = self._app.sign(
            FormToSign(
                number=invoice.number,
                insured=invoice.patient.nir,
                fse_hash=digests[Flow.FSE].hex(),
                dre_hash=None if dre is None else dre.hex(),
                beneficiary=who.signed_as,
                amo=who.amo,
                amc=amc.number if amc else None,
                total=invoice.total,
                amo_part=invoice.amo,
                amc_part=invoice.amc,
            )
        )
        return VitaleSignature(signature.value, signature.certificate)
