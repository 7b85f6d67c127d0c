"""The SOAP messages of the life of a context: given back, destroyed, asked to sign.

Law of this file: the context names itself with its two secrets, identifier and token, in every
request; what comes back is compared with what was asked by :class:`binocle.apcv.ApcvService`.
Source: the actions' names, cards sheet 5.2 and teleservices sheet 1.6; the rest, protocols of the
simulated peers 8 (assumed).
"""

from binocle.cards import Situation
from binocle.kernel import PartnerNumber
from binocle.soap import Exchange, Markup, ServiceFault, base64_bytes, build_envelope

from .messages import UUID, VERSION, WORDS, of_form, response_in, written_professional
from .model import NUMBER, ApcvContext, ApcvSignature, FormToSign

RESTORE = "urn:ApCV_AUTH:1.0.0:restituerContexteApCV"
DESTROY = "urn:ApCV_AUTH:1.0.0:detruireContexteApCV"
SIGN = "urn:ApCV_SIGN:1.0.0:signerVitale"

DESTROYED = ("identifiant",)
SIGNED = ("identifiant", "numero", "signature", "certificat")


def build_restore(
    context: ApcvContext, *, exchange: Exchange, situation: Situation, assertion: Markup
) -> bytes:
    """Return the envelope that asks for a context again.

    Args:
        context: the last one read.
        exchange: the call that the assertion was made for.
        situation: of the CPS, under which the shop bills.
        assertion: made by the CPS.
    """
    body = _about("restituerContexteApCV", context, situation)
    return build_envelope(body, action=RESTORE, id=exchange.id, assertion=assertion)


def build_destroy(
    context: ApcvContext, *, exchange: Exchange, situation: Situation, assertion: Markup
) -> bytes:
    """Return the envelope that ends a context; arguments as :func:`build_restore`."""
    body = _about("detruireContexteApCV", context, situation)
    return build_envelope(body, action=DESTROY, id=exchange.id, assertion=assertion)


def build_sign(
    context: ApcvContext,
    form: FormToSign,
    *,
    exchange: Exchange,
    situation: Situation,
    assertion: Markup,
) -> bytes:
    """Return the envelope that has a context sign.

    Args:
        context: not over.
        form: what the patient signs for.
        exchange: the call that the assertion was made for.
        situation: of the CPS, under which the shop bills.
        assertion: made by the CPS.
    """
    body = _about(
        "signerVitale",
        context,
        situation,
        _invoice(form),
        _summary(form, situation.billing),
    )
    return build_envelope(body, action=SIGN, id=exchange.id, assertion=assertion)


def _about(name: str, context: ApcvContext, situation: Situation, *more: Markup) -> Markup:
    return WORDS.first(
        name,
        WORDS("version", VERSION),
        written_professional(situation),
        WORDS("contexte", WORDS("identifiant", context.identifier), WORDS("jeton", context.token)),
        *more,
    )


def _invoice(form: FormToSign) -> Markup:
    dre = [] if form.dre_hash is None else [WORDS("empreinteDre", form.dre_hash)]
    return WORDS(
        "facture",
        WORDS("numero", form.number),
        WORDS("type", form.kind),
        WORDS("nirAssure", form.insured.compact),
        WORDS("empreinteFse", form.fse_hash),
        *dre,
    )


def _summary(form: FormToSign, billing: PartnerNumber) -> Markup:
    amc = [] if form.amc is None else [WORDS("amc", form.amc.digits)]
    return WORDS(
        "resume",
        WORDS("ps", billing.digits),
        WORDS("beneficiaire", form.beneficiary),
        WORDS("amo", form.amo),
        *amc,
        WORDS("total", str(form.total)),
        WORDS("partAmo", str(form.amo_part)),
        WORDS("partAmc", str(form.amc_part)),
    )


def parse_destroyed(answer: bytes) -> str | ServiceFault:
    """Return the identifier of the context that was destroyed, or the fault.

    Raises:
        UnreadableAnswer: with the place.
    """
    response = response_in(answer, DESTROYED)
    if isinstance(response, ServiceFault):
        return response
    return response.one("identifiant").read(of_form(UUID))


def parse_signed(answer: bytes) -> ApcvSignature | ServiceFault:
    """Return the signature as it came, not yet checked, or the fault.

    Raises:
        UnreadableAnswer: with the place.
    """
    response = response_in(answer, SIGNED)
    if isinstance(response, ServiceFault):
        return response
    return ApcvSignature(
        identifier=response.one("identifiant").read(of_form(UUID)),
        number=response.one("numero").read(of_form(NUMBER)),
        value=response.one("signature").read(base64_bytes),
        certificate=response.one("certificat").read(base64_bytes),
    )
