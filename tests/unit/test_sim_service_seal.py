"""The keys with which simulated services sign: shipped, issued by the test authority, repeating."""

import base64

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.sim_adri.asking import certificate, key

from binocle_simulators.cards import authority_pem
from binocle_simulators.service_seal import SERVICES, ServiceSeal, make


def held(seal: ServiceSeal) -> x509.Certificate:
    return x509.load_der_x509_certificate(base64.b64decode(seal.certificate))


@pytest.mark.parametrize("service", SERVICES)
def test_a_shipped_certificate_comes_from_the_test_authority(service: str) -> None:
    shown = held(ServiceSeal.shipped(service))
    shown.verify_directly_issued_by(x509.load_pem_x509_certificate(authority_pem()))
    assert shown.subject.rfc4514_string() == f"CN=SIMULATEUR BINOCLE - {service.upper()}"
    usage = shown.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert not usage.key_cert_sign
    assert not shown.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


@given(st.binary(max_size=200))
@settings(max_examples=20)
def test_a_signature_repeats_and_holds_in_both_forms(content: bytes) -> None:
    seal = ServiceSeal.shipped("adri")
    der, plain = seal.sign(content), seal.sign_xml(content)
    assert (der, plain) == (seal.sign(content), seal.sign_xml(content))
    numbers = tuple(int.from_bytes(half, "big") for half in (plain[:32], plain[32:]))
    assert (len(plain), numbers) == (64, decode_dss_signature(der))
    public = held(seal).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(der, content, ec.ECDSA(SHA256()))


def pem(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def test_a_seal_is_a_key_of_p256_with_its_own_certificate() -> None:
    own_key, own = make("essai", authority=certificate("CA"), authority_key=key("CA"))
    other_key, _ = make("essai", authority=certificate("CA"), authority_key=key("CA"))
    assert ServiceSeal(own_key, own).sign(b"x")
    with pytest.raises(ValueError, match="not that of the key"):
        ServiceSeal(other_key, own)
    for wrong in (pem(key("CA")), pem(ec.generate_private_key(ec.SECP384R1()))):
        with pytest.raises(ValueError, match="P-256"):
            ServiceSeal(wrong, own)
