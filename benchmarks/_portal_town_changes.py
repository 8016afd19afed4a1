"""What differs between the copies of a customer of the portal benchmark's town."""

#: Numbers of a document's copies are so far apart.
STEP = 1_000_000


def _number(column):
    """The last number of a text, moved on for each copy."""
    return (
        f"regexp_replace({{t}}.{column}, '[0-9]+$', '') || "
        f"(substring({{t}}.{column} FROM '[0-9]+$')::bigint + {{nr}} * {STEP})"
    )


#: An individual account's digits behind its check digits, moved on for each copy.
ACCOUNT = f"lpad((substr({{t}}.nrb, 3)::numeric + {{nr}} * {STEP})::text, 24, '0')"

#: SQL of what differs between copies beside their ids; `{nr}` counts them from 1.
CHANGES = {
    ("res_partner", "name"): "{t}.name || ' ' || {nr}",
    ("res_partner", "complete_name"): "{t}.complete_name || ' ' || {nr}",
    (
        "res_partner",
        "water_customer_number",
    ): "{t}.water_customer_number || '-' || {nr}",
    ("res_users", "login"): "{nr} || '.' || {t}.login",
    ("water_point", "code"): "{t}.code || '/' || {nr}",
    ("water_meter", "number"): "{t}.number || '/' || {nr}",
    ("water_contract", "number"): "{t}.number || '/' || {nr}",
    ("water_contract", "access_token"): "NULL",
    ("water_settlement", "name"): _number("name"),
    ("account_move", "access_token"): (
        "CASE WHEN {t}.access_token IS NOT NULL THEN gen_random_uuid()::text END"
    ),
    ("account_move", "name"): _number("name"),
    ("account_move", "payment_reference"): _number("payment_reference"),
    ("account_move", "sequence_number"): f"{{t}}.sequence_number + {{nr}} * {STEP}",
    ("account_move_line", "move_name"): _number("move_name"),
    ("account_payment", "name"): _number("name"),
    ("water_customer_account", "nrb"): (
        f"lpad((98 - ({ACCOUNT} || '252100')::numeric % 97)::text, 2, '0') || {ACCOUNT}"
    ),
    ("water_customer_account", "number"): (
        f"lpad(({{t}}.number::numeric + {{nr}} * {STEP})::text, "
        "length({t}.number), '0')"
    ),
}
