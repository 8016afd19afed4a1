"""The page of the stand-in for Przelewy24 on which payers pay (see p24_peer.py)."""

from html import escape

PAGE = """<!DOCTYPE html>
<html lang="pl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bank zastępczy (to nie jest Przelewy24)</title>
<style>
body {{ font: 18px/1.5 sans-serif; margin: 0; background: #f2f2f2; color: #1c1c1c; }}
main {{ max-width: 32rem; margin: 0 auto; padding: 1rem; background: #fff; }}
.notice {{ background: #7a1200; color: #fff; padding: .75rem 1rem; }}
dl {{ display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; }}
dt {{ color: #555; }} dd {{ margin: 0; font-weight: bold; overflow-wrap: anywhere; }}
button {{ font: inherit; display: block; width: 100%; padding: .75rem; margin: .5rem 0;
  border: 2px solid #1c1c1c; border-radius: .4rem; background: #fff; color: #1c1c1c; }}
button.pay {{ background: #0b5d1e; border-color: #0b5d1e; color: #fff; }}
</style>
</head>
<body>
<div class="notice" role="note"><strong>Bank zastępczy do prób.</strong> To nie jest
Przelewy24 ani żaden prawdziwy bank. Nie są pobierane żadne pieniądze.</div>
<main>
<h1>Zapłata {amount}</h1>
<dl>
<dt>Za co</dt><dd>{description}</dd>
<dt>Tytuł przelewu</dt><dd>{label}</dd>
<dt>Płaci</dt><dd>{client}</dd>
<dt>E-mail</dt><dd>{email}</dd>
</dl>
{rest}
</main>
</body>
</html>
"""
BUTTONS = """<form method="post">
<button class="pay" name="do" value="pay">Zapłać</button>
<button name="do" value="wait">Zapłać, ale bank odpowie później</button>
<button name="do" value="cancel">Zrezygnuj i wróć</button>
</form>"""
PAID = '<p role="status">Ta płatność jest już opłacona.</p>'


def payment_page(payment):
    """The page of one payment."""
    major, minor = divmod(payment.amount, 100)
    fields = payment.fields
    return PAGE.format(
        amount=f"{major},{minor:02d} {escape(payment.currency)}",
        description=escape(fields["description"]),
        label=escape(fields.get("transferLabel", "")),
        client=escape(fields.get("client", "")),
        email=escape(fields["email"]),
        rest=PAID if payment.status else BUTTONS,
    )
