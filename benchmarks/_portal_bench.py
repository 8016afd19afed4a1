"""What the pages of the portal's benchmark cost: rounds of clicks on a server."""

import statistics

from _portal_clicks import click_all, milliseconds


class Bench:
    """Measures on a server that is up."""

    def __init__(self, server, people, workers, say):
        self.say = say
        self.server = server
        self.people = people
        self.workers = workers
        self.cpu = {}
        self.waited = {}
        self.rates = {}

    def round(self, pages):
        """All residents open one page, then the next one."""
        for page in pages:
            before = self.server.cpu()
            waited, seconds = click_all(
                [(one, [page]) for one in self.people], self.workers
            )
            after = self.server.cpu()
            cost = {
                part: 1000 * (after[part] - before[part]) / len(self.people)
                for part in after
            }
            self.cpu.setdefault(page, []).append(cost)
            self.waited.setdefault(page, []).extend(waited[page])
            self.rates.setdefault(page, []).append(len(self.people) / seconds)
            told = {part: round(value, 1) for part, value in cost.items()}
            self.say(f"  {page}: {told} ms of CPU, {self.rates[page][-1]:.1f} a second")

    def cost(self, page):
        """CPU milliseconds of a page: the median of the rounds."""
        return statistics.median(sum(cost.values()) for cost in self.cpu[page])

    def told(self, page):
        """All figures of a page."""
        parts = {
            f"cpu_{part}_ms": statistics.median(cost[part] for cost in self.cpu[page])
            for part in self.cpu[page][0]
        }
        return {
            "requests_per_second": round(statistics.median(self.rates[page]), 1),
            **milliseconds(self.waited[page]),
            "cpu_ms": round(self.cost(page), 1),
            **{name: round(value, 1) for name, value in parts.items()},
        }

    def queries(self, people, pages):
        """{page: queries}, the median of these residents."""
        found = {}
        for page in pages:
            since = self.server.log.stat().st_size
            click_all([(one, [page]) for one in people], self.workers)
            counts = self.server.queries(since)
            urls = {one.pages[page].partition("?")[0] for one in people}
            found[page] = statistics.median(
                count for url in urls for count in counts[url]
            )
        return found

    def alone(self, resident, pages, times=3):
        """{page: figures} of one resident's pages, nobody else being there."""
        found = {}
        for page in pages:
            before = self.server.cpu()
            waited, _seconds = click_all([(resident, [page] * times)], 1)
            spent = sum(self.server.cpu().values()) - sum(before.values())
            found[page] = {
                "cpu_ms": round(1000 * spent / times, 1),
                "median_ms": milliseconds(waited[page])["median_ms"],
                "queries": self.queries([resident], [page])[page],
            }
            self.say(f"  {page}: {found[page]}")
        return found
