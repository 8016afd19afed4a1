from . import water_vat_report
from . import water_subsidy_report
from . import water_receivable
from . import water_receivable_interest
from . import water_receivable_prescription
