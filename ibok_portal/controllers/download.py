from odoo.http import content_disposition, request


def download(content, kind, filename):
    """A file for the resident to keep.

    :param content: text or bytes
    :param str kind: its MIME type
    """
    return request.make_response(
        content,
        [
            ("Content-Type", kind),
            ("Content-Disposition", content_disposition(filename)),
            # A browser is not to guess that it is a page.
            ("X-Content-Type-Options", "nosniff"),
        ],
    )


def csv_download(content, filename):
    """A table for a spreadsheet, of :func:`..tools.csv_file`."""
    return download(content, "text/csv; charset=utf-8", f"{filename}.csv")
