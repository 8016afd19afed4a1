from . import water_billing_run
