"""Files signed electronically, as programs of trust services make them."""

import base64
import io
from datetime import datetime, timezone
from functools import cache

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)

#: Room for the signature in a PDF, in bytes.
ROOM = 4096
#: A number that is written over when the places are known.
WIDE = 1000000000


@cache
def _signer():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Anna Kowal")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=timezone.utc))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=timezone.utc))
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def cades(data=b"document"):
    """A detached signature, as a .p7s file."""
    certificate, key = _signer()
    known = asn1_x509.Certificate.load(
        certificate.public_bytes(serialization.Encoding.DER)
    )
    sha256 = {"algorithm": "sha256"}
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": known.issuer, "serial_number": known.serial_number},
        ),
        "digest_algorithm": sha256,
        "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
        "signature": key.sign(data, padding.PKCS1v15(), hashes.SHA256()),
    }
    signed = {
        "version": "v1",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "data"},
        "certificates": [known],
        "signer_infos": [signer],
    }
    content = {"content_type": "signed_data", "content": cms.SignedData(signed)}
    return cms.ContentInfo(content).dump()


def pades(content):
    """A PDF with a signature put behind it, which covers all but itself."""
    writer = PdfWriter(io.BytesIO(content), incremental=True)
    writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Sig"),
                NameObject("/Filter"): NameObject("/Adobe.PPKLite"),
                NameObject("/SubFilter"): NameObject("/ETSI.CAdES.detached"),
                NameObject("/ByteRange"): ArrayObject(
                    [NumberObject(0)] + [NumberObject(WIDE)] * 3
                ),
                NameObject("/Contents"): ByteStringObject(b"\0" * ROOM),
            }
        )
    )
    output = io.BytesIO()
    writer.write(output)
    signed = output.getvalue()
    hole = signed.index(b"<" + b"00" * ROOM + b">")
    after = hole + 2 * ROOM + 2
    places = b" ".join(
        str(number).zfill(10).encode() for number in (hole, after, len(signed) - after)
    )
    signed = signed.replace(b" ".join([str(WIDE).encode()] * 3), places)
    signature = cades(signed[:hole] + signed[after:])
    filled = signature.hex().encode().ljust(2 * ROOM, b"0")
    return signed[: hole + 1] + filled + signed[after - 1 :]


def xades(content=b"document", inside=""):
    """An XML signature that holds what was signed, as the trusted profile makes it."""
    text = base64.b64encode(content).decode()
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="s">
<ds:SignedInfo/><ds:SignatureValue>eA==</ds:SignatureValue>
<ds:Object><xades:QualifyingProperties
xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#s"/></ds:Object>
<ds:Object Encoding="http://www.w3.org/2000/09/xmldsig#base64">{text}</ds:Object>
{inside}</ds:Signature>""".encode()
