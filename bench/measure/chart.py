"""Charts as SVG, for pages on light and dark ground: bars, and lines over a logarithmic axis."""

import math
from xml.sax.saxutils import escape

from measure.table import short

STYLE = """<style>
text { font: 13px sans-serif; fill: #24292f; } .title { font-weight: bold; } .few { fill: #8c959f; } .ours { fill: #0969da; }
.line { fill: none; stroke-width: 2; } .axis { stroke: #8c959f; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .ours { fill: #58a6ff; } }
</style>"""
COLOURS = ("#0969da", "#bf8700", "#1a7f37", "#8250df")


def svg(width, height, parts):
    return '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">\n%s\n%s\n</svg>\n' % (
        width, height, width, height, STYLE, "\n".join(parts))


def text(x, y, words, kind="", anchor="start"):
    return '<text x="%.0f" y="%.0f" class="%s" text-anchor="%s">%s</text>' % (x, y, kind, anchor, escape(words))


def bars(title, values):
    """A bar for each name; ours has a colour."""
    left, room, step = 150, 400, 26
    most = max(values.values())
    parts = [text(8, 20, title, "title")]
    for i, (name, value) in enumerate(values.items()):
        y, length = 34 + i * step, max(1, room * value / most)
        parts.append(text(left - 8, y + 14, name, anchor="end"))
        parts.append('<rect x="%d" y="%d" width="%.1f" height="18" class="%s"/>'
                     % (left, y, length, "ours" if "vafast" in name else "few"))
        parts.append(text(left + length + 6, y + 14, short(value)))
    return svg(left + room + 110, 42 + step * len(values), parts)


def lines(title, axis, series):
    """For each name points (x, y) with x from 1 on, over the logarithm of x; y begins at 0."""
    left, top, width, height = 70, 40, 440, 220
    last = max(x for points in series.values() for x, y in points)
    most = 1.1 * max(y for points in series.values() for x, y in points)

    def place(x, y):
        return left + width * math.log(x) / math.log(last), top + height * (1 - y / most)

    parts = [text(8, 20, title, "title"), text(left + width / 2, top + height + 36, axis, anchor="middle"),
             '<path class="axis" fill="none" d="M%d %dV%dH%d"/>' % (left, top, top + height, left + width)]
    for x in sorted({x for points in series.values() for x, y in points}):
        parts.append(text(place(x, 0)[0], top + height + 18, short(x), anchor="middle"))
    for share in (0, 0.5, 1):
        parts.append(text(left - 8, place(1, share * most / 1.1)[1] + 4, short(share * most / 1.1), anchor="end"))
    for colour, (name, points) in zip(COLOURS, series.items()):
        path = " ".join("%.1f,%.1f" % place(x, y) for x, y in points)
        parts.append('<polyline class="line" stroke="%s" points="%s"/>' % (colour, path))
        x, y = place(*points[-1])
        parts.append(text(x + 8, y + 4, name))
    return svg(left + width + 190, top + height + 48, parts)
