from . import identity, log_filter
from .csv_file import csv_file
from .household_groups import MOST_PERSONS, household_groups, rounded_use
from .use_between import use_between, year_before
from .use_chart import UseChart, daily_litres

log_filter.install()
