"""Whether a signature of PKCS #7 (CMS) is of some bytes: CAdES, and within a PDF."""

import hashlib

from asn1crypto import cms
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

#: Digests that still tell two documents apart.
DIGESTS = {
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}


def cms_holds(der, data, padded=False):
    """Whether every signer of a signature signed these bytes.

    :param bytes der: the signature; it may hold what was signed, too
    :param bool padded: zeros may stand behind it, as in a PDF
    :return: True; False: it is of other bytes; ``"broken"``: the signature does not fit
        the certificate in it; None: cannot be told
    """
    signed = cms.ContentInfo.load(der, strict=not padded)["content"]
    inside = signed["encap_content_info"]["content"].native
    if inside is not None and inside != data:
        return False
    told = [_signer_holds(signed, signer, data) for signer in signed["signer_infos"]]
    for worst in ("broken", False, None):
        if worst in told:
            return worst
    return True if told else None


def _signer_holds(signed, signer, data):
    name = signer["digest_algorithm"]["algorithm"].native
    if name not in DIGESTS:
        return None
    attributes = signer["signed_attrs"]
    message = data
    if attributes.native:
        digests = [
            one["values"][0].native
            for one in attributes
            if one["type"].native == "message_digest"
        ]
        if digests != [hashlib.new(name, data).digest()]:
            return False
        # Signed as a set of its own, not by the tag that it has within the signer.
        message = attributes.untag().dump()
    certificate = _certificate_of(signed, signer["sid"])
    if certificate is None:
        return None
    algorithm = signer["signature_algorithm"]
    fits = signature_fits(
        certificate.public_key.dump(),
        signer["signature"].native,
        message,
        _hash_of(algorithm, name),
        pss=_pss_salt(algorithm),
    )
    if fits is False:
        # Without a digest of its own nothing tells other bytes from a damaged one.
        return "broken" if attributes.native else False
    return fits


def _hash_of(algorithm, name):
    try:
        return algorithm.hash_algo
    except ValueError:
        # Named by its key alone: then with the digest of the signer.
        return name


def _pss_salt(algorithm):
    """Length of the salt of RSASSA-PSS, or None where it is another way."""
    if algorithm["algorithm"].native != "rsassa_pss":
        return None
    return algorithm["parameters"]["salt_length"].native


def _certificate_of(signed, sid):
    """The certificate in the signature that its signer names."""
    for choice in signed["certificates"] or ():
        one = choice.chosen
        if sid.name == "issuer_and_serial_number":
            named = sid.chosen
            if (
                one.serial_number == named["serial_number"].native
                and one.issuer.dump() == named["issuer"].dump()
            ):
                return one
        elif one.key_identifier == sid.chosen.native:
            return one
    return None


def signature_fits(key_der, signature, message, hash_name, pss=None):
    """Whether a signature is that of a message, by a public key.

    :param bytes key_der: the public key (SubjectPublicKeyInfo)
    :param pss: length of the salt of RSASSA-PSS, or None
    :return: bool; None for a way that is not known here
    """
    if hash_name not in DIGESTS:
        return None
    key = serialization.load_der_public_key(key_der)
    digest = DIGESTS[hash_name]()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            way = (
                padding.PKCS1v15()
                if pss is None
                else padding.PSS(mgf=padding.MGF1(digest), salt_length=pss)
            )
            key.verify(signature, message, way, digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(digest))
        else:
            return None
    except InvalidSignature:
        return False
    return True
