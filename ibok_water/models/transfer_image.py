"""The picture of a square code, for paper and for a page."""

from base64 import b64encode

from qrcode import constants
from qrcode.main import QRCode

#: Blank border that readers need, in modules (ISO/IEC 18004).
QUIET = 4


def code_image(text: str) -> str:
    """A data address of the code as SVG: sharp in any size, and small."""
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text.encode())
    code.make()
    rows = code.get_matrix()
    # One strip for each run of dark modules of a row.
    path = "".join(
        f"M{start} {y}h{end - start}v1h-{end - start}z"
        for y, row in enumerate(rows)
        for start, end in _runs(row)
    )
    size = len(rows)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path d="{path}"/></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _runs(row):
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x
            start = None
