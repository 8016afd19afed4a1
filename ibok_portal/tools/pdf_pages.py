"""Whether a signed PDF still shows the pages that were sent.

A PDF grows at its end, and what stands there later replaces what was before: a file
that begins with our bytes may show other words. So pages are compared, not bytes.
"""

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

#: What a signature adds to a document without a change of what it shows.
SIGNING = frozenset(
    {"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Pages", "/Perms", "/Version"}
)
#: Of a page: its marks are looked at apart, and it names the tree it hangs in.
APART = frozenset({"/Annots", "/Parent", "/Tabs"})


def compare_pages(sent, signed):
    """How a signed document differs from the one that was sent.

    :param sent, signed: `pypdf.PdfReader`
    :return: ``same``; ``seen``: a mark was added that can be seen; ``other``
    """
    if len(sent.pages) != len(signed.pages):
        return "other"
    same = _Same()
    # What leads to a page, as the outline and the structure of a tagged document do,
    # leads to the page of the same place; pages themselves are compared below.
    for before, after in zip(sent.pages, signed.pages, strict=True):
        same.take(before.indirect_reference, after.indirect_reference)
    if not same.without(sent.root_object, signed.root_object, SIGNING):
        return "other"
    answers = {
        _compare_page(same, before, after)
        for before, after in zip(sent.pages, signed.pages, strict=True)
    }
    return next(one for one in ("other", "seen", "same") if one in answers)


def _compare_page(same, before, after):
    if not same.without(before, after, APART):
        return "other"
    old, new = _marks(before), _marks(after)
    if len(new) < len(old) or not all(map(same, old, new)):
        return "other"
    added = new[len(old) :]
    return "seen" if any(map(_is_seen, added)) else "same"


def _marks(page):
    found = page.get("/Annots")
    return [one.get_object() for one in found.get_object()] if found else []


def _is_seen(mark):
    """Whether it can be seen: all but the field of a signature without a size."""
    if mark.get("/Subtype") != "/Widget" or mark.get("/FT") != "/Sig":
        return True
    left, bottom, right, top = (float(one) for one in mark["/Rect"])
    return bool((right - left) * (top - bottom))


class _Same:
    """Whether two objects of two files say the same, whatever their numbers are."""

    def __init__(self):
        self._met = set()

    def take(self, one, other):
        """Take these for the same: the caller compares them.

        :return: whether they were met before
        """
        pair = (one.idnum, other.idnum)
        met = pair in self._met
        self._met.add(pair)
        return met

    def __call__(self, one, other):
        if isinstance(one, IndirectObject) and isinstance(other, IndirectObject):
            if self.take(one, other):
                return True
        one = one.get_object() if one is not None else None
        other = other.get_object() if other is not None else None
        if isinstance(one, StreamObject) or isinstance(other, StreamObject):
            return (
                isinstance(one, StreamObject)
                and isinstance(other, StreamObject)
                and one._data == other._data
                and self.without(one, other, frozenset())
            )
        if isinstance(one, DictionaryObject) and isinstance(other, DictionaryObject):
            return self.without(one, other, frozenset())
        if isinstance(one, ArrayObject) and isinstance(other, ArrayObject):
            return len(one) == len(other) and all(map(self, one, other))
        return type(one) is type(other) and one == other

    def without(self, one, other, apart):
        """The same dictionaries, some keys left out."""
        names = set(one) - apart
        return names == set(other) - apart and all(
            self(one.raw_get(name), other.raw_get(name)) for name in names
        )
