from . import (
    portal_dialog,
    portal_email,
    portal_home,
    portal_invoice,
    portal_pay,
    portal_reading,
    portal_reading_list,
    portal_statement,
    portal_water,
    public_password,
    public_register,
    public_terms,
)
