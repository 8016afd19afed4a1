from . import identity, log_filter, pdf_limit
from .csv_file import csv_file
from .document_file import KINDS, UnsafeFile, document_kind
from .email_address import email_address
from .household_groups import MOST_PERSONS, household_groups, rounded_use
from .lab_result import has_met, parse_limit, parse_result
from .quality_chart import QualityChart
from .use_between import use_between, year_before
from .use_chart import UseChart, daily_litres

log_filter.install()
pdf_limit.install()
