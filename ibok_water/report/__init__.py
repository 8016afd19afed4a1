from . import water_vat_report
from . import water_subsidy_report
