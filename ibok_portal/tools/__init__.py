from .csv_file import csv_file
from .use_chart import UseChart
