"""What was measured, as a table with the goals beneath it: for the terminal, and for docs/benchmarks.md."""


class Goal:
    """A ratio, or a figure, and what it should be."""

    def __init__(self, question, value, goal, at_least):
        self.question, self.value, self.goal, self.at_least = question, value, goal, at_least

    @property
    def is_reached(self):
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def words(self):
        """The question, the goal, and how it is here."""
        goal = "at %s %s" % ("least" if self.at_least else "most", short(self.goal))
        return self.question, goal, "%s, %s" % (short(self.value), "reached" if self.is_reached else "missed")


def at_least(question, value, goal):
    return Goal(question, value, goal, True)


def at_most(question, value, goal):
    return Goal(question, value, goal, False)


def short(number):
    """Three digits or more: 0.523, 52.3, 52,300."""
    if abs(number) >= 1000:
        return "{:,.0f}".format(number)
    return "%.3g" % number


class Table:
    """Rows by name; `columns` are headings. `chart` names the column that is drawn, and `unit` what its bars count."""

    def __init__(self, key, title, columns, chart=None):
        self.key, self.title, self.columns, self.chart = key, title, columns, chart
        self.rows = {}
        self.goals = []
        self.drawing = None  # of its own, in place of bars

    def add(self, name, *values):
        self.rows[name] = values

    def column(self, heading):
        index = self.columns.index(heading)
        return {name: values[index] for name, values in self.rows.items() if values[index] is not None}

    def show(self):
        rows = [(self.title, self.columns), *((name, list(map(cell, values))) for name, values in self.rows.items())]
        width = max(len(name) for name, ignored in rows)
        widths = [max(12, len(heading) + 2) for heading in self.columns]
        print()
        for name, values in rows:
            print("%-*s" % (width, name) + "".join("%*s" % pair for pair in zip(widths, values)))
        for goal in self.goals:
            print("  %s: %s (goal: %s)" % (goal.words()[0], goal.words()[2], goal.words()[1]))

    def markdown(self):
        lines = ["| %s | %s |" % (self.title, " | ".join(self.columns)), "|---" * (1 + len(self.columns)) + "|"]
        lines += ["| %s | %s |" % (name, " | ".join(cell(value) for value in values)) for name, values in self.rows.items()]
        if self.goals:
            lines += ["", "| question | goal | here |", "|---|---|---|"]
            lines += ["| %s | %s | %s |" % goal.words() for goal in self.goals]
        return lines


def cell(value):
    return "" if value is None else value if isinstance(value, str) else short(value)
