"""Files signed electronically, as programs of trust services make them."""

import base64
import hashlib
import io
import zipfile
from datetime import datetime, timezone
from functools import cache

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree
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
DS = "http://www.w3.org/2000/09/xmldsig#"


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


def cades(data=b"document", inside=False):
    """A signature as a .p7s file, beside what was signed or with it inside."""
    certificate, key = _signer()
    known = asn1_x509.Certificate.load(
        certificate.public_bytes(serialization.Encoding.DER)
    )
    sha256 = {"algorithm": "sha256"}
    told = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [hashlib.sha256(data).digest()]},
        ]
    )
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": known.issuer, "serial_number": known.serial_number},
        ),
        "digest_algorithm": sha256,
        "signed_attrs": told,
        "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
        "signature": key.sign(told.dump(), padding.PKCS1v15(), hashes.SHA256()),
    }
    signed = {
        "version": "v1",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "data"}
        | ({"content": data} if inside else {}),
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


def _reference(data, place):
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    return (
        f'<ds:Reference URI="{place}">'
        '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
    )


def _canonical(node):
    return etree.tostring(node, method="c14n", with_tail=False)


def xades(content=b"document", inside="", apart=False):
    """An XML signature that holds what was signed, as the trusted profile makes it.

    :param str inside: more XML in it, which is not signed
    :param bool apart: only the digest of what was signed is in it
    """
    certificate, key = _signer()
    text = "" if apart else base64.b64encode(content).decode()
    proof = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER))
    root = etree.fromstring(
        f"""<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="s">
<ds:SignedInfo>
<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>
<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
</ds:SignedInfo><ds:SignatureValue>eA==</ds:SignatureValue>
<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{proof.decode()}</ds:X509Certificate>
</ds:X509Data></ds:KeyInfo>
<ds:Object><xades:QualifyingProperties
xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#s"/></ds:Object>
<ds:Object Id="d" Encoding="{DS}base64">{text}</ds:Object>
{inside}</ds:Signature>"""
    )
    held = root.find("{*}Object[@Id='d']")
    info = root.find("{*}SignedInfo")
    told = (
        _reference(content, "umowa.pdf")
        if apart
        else _reference(_canonical(held), "#d")
    )
    info.append(etree.fromstring(f'<x xmlns:ds="{DS}">{told}</x>')[0])
    value = key.sign(_canonical(info), padding.PKCS1v15(), hashes.SHA256())
    root.find("{*}SignatureValue").text = base64.b64encode(value).decode()
    body = etree.tostring(root, encoding="UTF-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


#: What a container is, told by its first part.
ASIC = "application/vnd.etsi.asic-e+zip"


def asic(content, signature=None, more=(), kind=ASIC):
    """A container (ASiC-E) with a document and a signature of it.

    :param signature: another one than that of the document
    :param more: [(name, bytes)] that stand in it, too
    """
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        if kind:
            archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("umowa.pdf", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "META-INF/signatures001.xml", signature or xades(content, apart=True)
        )
        for name, data in more:
            archive.writestr(name, data)
    return output.getvalue()
