from . import portal_home, portal_invoice, portal_reading, portal_water
