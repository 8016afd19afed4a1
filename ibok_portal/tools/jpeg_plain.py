"""JPEG data without what tells who took it, where and with what.

The picture itself stays to the bit: segments are left out, nothing is drawn anew. For
pictures inside documents; photos by themselves are drawn anew (`upload.py`).
"""

import re

START, END = b"\xff\xd8", b"\xff\xd9"
#: Start of a scan: its data follow the segment and end at the next marker.
SCAN = 0xDA
MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
#: Segments of applications that say how to show the picture, by what they begin with.
SHOWN = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
COMMENT = 0xFE


def plain_jpeg(data):
    """The picture alone; what follows its end is left out, too.

    :param bytes data: a JPEG; anything else comes back as it is
    """
    if not data.startswith(START):
        return data
    kept, place = [START], len(START)
    while found := MARKER.match(data, place):
        kind, body = data[found.end() - 1], found.end()
        if kind == END[1]:
            return b"".join((*kept, END))
        length = int.from_bytes(data[body : body + 2])
        if length < 2 or body + length > len(data):
            break
        after = body + length
        if kind == SCAN:
            following = MARKER.search(data, after)
            after = following.start() if following else len(data)
        if _shows(kind, data[body + 2 : body + length]):
            kept.append(data[found.end() - 2 : after])
        place = after
    # Cut off or damaged: programs show such ones as far as they go.
    return b"".join((*kept, data[place:]))


def _shows(kind, content):
    """Whether a segment is needed to show the picture."""
    if kind == COMMENT:
        return False
    if 0xE0 <= kind <= 0xEF:
        return content.startswith(SHOWN.get(kind, b"\0never"))
    return True
