"""What of a request nobody is going to read: taken off the line and thrown away."""

from werkzeug.datastructures import ImmutableMultiDict

#: More than this is not waited for: the connection ends, as it would without us.
MOST = 256 * 1024 * 1024
CHUNK = 64 * 1024


def throw_away(httprequest):
    """Take a request that is too large off the line; from now on its form is empty.

    A browser sends first and reads then: an answer before the end of what it sends is
    to it a broken connection, and nobody reads why.

    :param httprequest: Odoo's request, whose body nobody has read
    """
    stream = httprequest._HTTPRequest__environ["wsgi.input"]
    length = httprequest.content_length or 0
    left = length if length <= MOST else 0
    while left > 0 and (chunk := stream.read(min(left, CHUNK))):
        left -= len(chunk)
    httprequest.form = httprequest.files = ImmutableMultiDict()
