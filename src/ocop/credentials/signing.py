"""JOSE for records (W3C VC-JOSE-COSE): ES256 by `joserfc`, the same bytes for the same claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jws import JWSAlgModel, JWSRegistry  # type: ignore[attr-defined] # how its guide has it

if TYPE_CHECKING:
    from collections.abc import Mapping

    from joserfc.jwk import ECKey

    from ocop.credentials.keys import PrivateKey

ALGORITHM: Final = "ES256"
TYPE: Final = "vc+jwt"
MEDIA_TYPE: Final = "application/vc+jwt"
HALF: Final = 32


class Deterministic(JWSAlgModel):
    """ES256 with the nonce of RFC 6979, so that a paper drawn twice carries the same record."""

    name = ALGORITHM
    description = "ECDSA using P-256 and SHA-256, deterministic"
    recommended = True
    key_type = "EC"

    def sign(self, msg: bytes, key: ECKey) -> bytes:
        """The two halves of the signature, as JWS has them."""
        private = key.get_op_key("sign")
        if not isinstance(private, EllipticCurvePrivateKey):
            raise TypeError("only a private key signs")
        r, s = decode_dss_signature(private.sign(msg, ECDSA(SHA256(), deterministic_signing=True)))
        return r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")

    def verify(self, msg: bytes, sig: bytes, key: ECKey) -> bool:
        """As any ES256: how the nonce was made does not show."""
        return JWSRegistry().get_alg(ALGORITHM).verify(msg, sig, key)


class Registry(JWSRegistry):
    """Knows that one algorithm and no other."""

    algorithms = {ALGORITHM: Deterministic()}
    recommended = [ALGORITHM]


def sign(claims: Mapping[str, Any], key: PrivateKey) -> str:
    """These claims as a signed compact record."""
    header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.key_id}
    return jwt.encode(header, dict(claims), key.jwk, registry=Registry(), default_type=None)
