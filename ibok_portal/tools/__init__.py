from .use_chart import UseChart
