"""Tables as a file that a Polish spreadsheet opens by a double click."""

import csv
import io
from decimal import Decimal

#: What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(header, rows):
    """Bytes of a CSV file: UTF-8 with its mark, semicolons, decimal commas.

    Texts that a spreadsheet would run as a formula are disarmed; numbers stay numbers.

    :param header: texts
    :param rows: lists of texts, numbers, dates, None
    """
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(text) for text in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return output.getvalue().encode("utf-8-sig")


def _cell(value):
    if value is None or value is False:
        return ""
    if isinstance(value, (int, float, Decimal)):
        return str(value).replace(".", ",")
    text = str(value).replace("\0", "")
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text
