"""Whether a signature of XML (XAdES) is of some document.

It may stand apart and name the document's digest, or hold the document as base64.
What is compared is always what the signature's own reference was reckoned from, so
another copy in the file changes nothing.
"""

import base64
import hashlib
from copy import deepcopy
from urllib.parse import unquote

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from .signature_cms import signature_fits

DS = "{http://www.w3.org/2000/09/xmldsig#}"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
C14N = {
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": (False, False),
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": (False, True),
    "http://www.w3.org/2006/12/xml-c14n11": (False, False),
    EXCLUSIVE: (True, False),
    f"{EXCLUSIVE}WithComments": (True, True),
}
PLAIN = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
BASE64 = "http://www.w3.org/2000/09/xmldsig#base64"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
SIGNATURES = {
    f"{MORE}{key}-{name}": name
    for key in ("rsa", "ecdsa")
    for name in ("sha256", "sha384", "sha512")
}


def xml_covers(content, sent, files=None):
    """Of what the signatures in an XML are.

    :param files: {name: bytes} beside it in a container, that it may refer to
    :return: ``same``, ``other``, ``broken`` or ``unknown``, as `signature_cover` has it
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    root = etree.fromstring(content, parser)
    numbers = range(len(_signatures(root)))
    told = [_one(root, number, sent, files) for number in numbers]
    for answer in ("broken", "unknown", "other"):
        if answer in told:
            return answer
    return "same" if told else "unknown"


def _signatures(root):
    return list(root.iter(f"{DS}Signature"))


def _one(root, number, sent, files):
    """What one signature is of."""
    signature = _signatures(root)[number]
    fits = _fits(signature)
    if not fits:
        return "unknown" if fits is None else "broken"
    told = [
        _reference(root, number, reference, sent, files)
        for reference in signature.find(f"{DS}SignedInfo").iterfind(f"{DS}Reference")
    ]
    for answer in ("broken", "same", "unknown"):
        if answer in told:
            return answer
    return "other"


def _fits(signature):
    """Whether the signature is that of its references, by the key in it; or None."""
    info = signature.find(f"{DS}SignedInfo")
    way = info.find(f"{DS}SignatureMethod").get("Algorithm")
    method = info.find(f"{DS}CanonicalizationMethod")
    certificate = signature.find(f"{DS}KeyInfo//{DS}X509Certificate")
    if way not in SIGNATURES or method.get("Algorithm") not in C14N:
        return None
    if certificate is None:
        return None
    value = base64.b64decode(signature.findtext(f"{DS}SignatureValue"))
    if "#ecdsa" in way:
        # XML has both numbers one behind the other, all else a structure of them.
        half = len(value) // 2
        parts = (value[:half], value[half:])
        value = encode_dss_signature(*(int.from_bytes(one, "big") for one in parts))
    found = x509.Certificate.load(base64.b64decode(certificate.text))
    return signature_fits(
        found.public_key.dump(), value, _canonical(info, method), SIGNATURES[way]
    )


def _canonical(node, method=None):
    """A node as its canonical bytes.

    :param method: the element that says how; None: the usual way
    """
    way = PLAIN if method is None else method.get("Algorithm")
    exclusive, comments = C14N[way]
    prefixes = None
    if exclusive and len(method):
        prefixes = (method[0].get("PrefixList") or "").split()
    return etree.tostring(
        node,
        method="c14n",
        exclusive=exclusive,
        with_comments=comments,
        inclusive_ns_prefixes=prefixes or None,
        with_tail=False,
    )


def _reference(root, number, reference, sent, files):
    """What one reference is of: `sent`, ``other`` than it, or cannot be told."""
    name = DIGESTS.get(reference.find(f"{DS}DigestMethod").get("Algorithm"))
    if not name:
        return "unknown"
    wanted = base64.b64decode(reference.findtext(f"{DS}DigestValue"))
    transforms = reference.findall(f"{DS}Transforms/{DS}Transform")
    uri = reference.get("URI")
    if uri is None or (uri and not uri.startswith("#")):
        if transforms:
            return "unknown"
        if files is None:
            return "same" if hashlib.new(name, sent).digest() == wanted else "other"
        named = files.get(unquote(uri or "").removeprefix("./"))
        if named is None or hashlib.new(name, named).digest() != wanted:
            return "broken"
        return "same" if named == sent else "other"
    found, node = _bytes_of(deepcopy(root), number, uri, transforms)
    if found is None:
        return "unknown"
    if wanted not in (hashlib.new(name, data).digest() for data in found):
        return "broken"
    return "same" if sent in found or _holds(node, sent) else "other"


def _bytes_of(root, number, uri, transforms):
    """What a reference within the file may have been reckoned from, and its element.

    :param root: a copy, of which parts are taken out
    :return: (list of bytes, element); (None, None) for a way that is not known here
    """
    signature = _signatures(root)[number]
    node = _named(root, uri[1:]) if uri else root
    if node is None:
        return [], None
    method = None
    for transform in transforms:
        way = transform.get("Algorithm")
        if way == BASE64:
            return [base64.b64decode("".join(node.itertext()))], node
        if way == ENVELOPED and signature is not root:
            _take_out(signature)
        elif way in C14N:
            method = transform
        else:
            return None, None
    found = [_canonical(node, method)]
    if method is None:
        # The rule is the first way; some programs take the other one untold.
        found.append(_canonical(node, etree.Element("x", Algorithm=EXCLUSIVE)))
    return found, node


def _named(root, name):
    """The one element of this id; None when there is none, or more than one."""
    found = [
        node
        for node in root.iter("*")
        if name in (node.get("Id"), node.get("ID"), node.get("id"))
    ]
    return found[0] if len(found) == 1 else None


def _take_out(signature):
    """Take a signature out of what it signs; the text behind it stays."""
    parent, before = signature.getparent(), signature.getprevious()
    if signature.tail:
        if before is not None:
            before.tail = (before.tail or "") + signature.tail
        else:
            parent.text = (parent.text or "") + signature.tail
    parent.remove(signature)


def _holds(node, sent):
    """Whether the document stands in an element, as base64."""
    # As long as its base64, line ends aside: nothing else needs to be read.
    least = len(sent) * 4 // 3
    for one in node.iter("*"):
        text = "".join((one.text or "").split())
        if least <= len(text) <= least + 4 and base64.b64decode(text) == sent:
            return True
    return False
