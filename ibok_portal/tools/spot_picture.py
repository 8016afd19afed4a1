"""A place among the premises that we know, drawn by ourselves.

No map of another service: it would learn where something happened, and who looks.
"""

from markupsafe import Markup

from odoo.addons.ibok_water import engine

WIDTH, HEIGHT, MARGIN = 560, 300, 30
#: Lengths that a scale bar may have, in metres.
SCALES = (10, 20, 50, 100, 200, 500, 1000, 2000)
#: The least that is drawn from the place to the edge, in metres.
LEAST = 40


def spot_picture(env, spot, exact=0, known=()):
    """The picture with its words, as markup.

    :param engine.Spot spot: the place
    :param int exact: metres by which it may err
    :param known: [(address, `engine.Spot`)], the nearest first
    """
    uri = f"geo:{spot.latitude:.6f},{spot.longitude:.6f}"
    told = Markup('<p class="mb-1"><a href="%s">%s</a>%s</p>') % (
        f"{uri};u={exact}" if exact else uri,
        f"{spot.latitude:.6f}, {spot.longitude:.6f}",
        env._(" exact to %(metres)s m", metres=exact) if exact else "",
    )
    if not known:
        return told + Markup("<p>%s</p>") % env._(
            "No premise near it has a position, so there is nothing to draw beside it."
        )
    nearest, there = known[0]
    near = env._(
        "%(metres)s m from %(address)s",
        metres=round(engine.metres_between(spot, there)),
        address=nearest,
    )
    return told + Markup('<p class="mb-1">%s</p>') % near + _drawn(spot, exact, known)


def _drawn(spot, exact, known):
    """The picture itself: north is up, dots are premises, the pin is the place."""
    places = [(name, *engine.offset(spot, there)) for name, there in known]
    east = max(LEAST, exact, *(abs(place[1]) for place in places))
    north = max(LEAST, exact, *(abs(place[2]) for place in places))
    scale = min((WIDTH / 2 - MARGIN) / east, (HEIGHT / 2 - MARGIN) / north)
    middle_x, middle_y = WIDTH / 2, HEIGHT / 2
    parts = [
        Markup('<rect width="%s" height="%s" fill="#f8f9fa" stroke="#ced4da"/>')
        % (WIDTH, HEIGHT)
    ]
    if exact:
        parts.append(
            Markup(
                '<circle cx="%.1f" cy="%.1f" r="%.1f" fill="#dc3545" opacity=".15"/>'
            )
            % (middle_x, middle_y, exact * scale)
        )
    taken = []
    for name, to_east, to_north in places:
        x, y = middle_x + to_east * scale, middle_y - to_north * scale
        parts.append(
            Markup('<circle cx="%.1f" cy="%.1f" r="4" fill="#0d6efd"/>') % (x, y)
        )
        # Names that would lie over each other are left out; the nearest have theirs.
        if any(abs(x - a) < 110 and abs(y - b) < 14 for a, b in taken):
            continue
        taken.append((x, y))
        left = x > WIDTH - 130
        parts.append(
            Markup('<text x="%.1f" y="%.1f" font-size="12" text-anchor="%s">%s</text>')
            % (x - 7 if left else x + 7, y + 4, "end" if left else "start", name)
        )
    parts += [_pin(middle_x, middle_y), _bar(scale), _north()]
    return Markup(
        '<svg viewBox="0 0 %s %s" role="img" aria-hidden="true" '
        'style="width: 100%%; max-width: %spx" fill="#212529">%s</svg>'
    ) % (WIDTH, HEIGHT, WIDTH, Markup().join(parts))


def _pin(x, y):
    return Markup(
        '<path d="M%(x).1f %(y).1f l-8 -16 a9 9 0 1 1 16 0 z" fill="#dc3545" '
        'stroke="#fff"/>'
    ) % {"x": x, "y": y}


def _bar(scale):
    """The longest scale bar that takes a third of the width at most."""
    metres = max((m for m in SCALES if m * scale <= WIDTH / 3), default=SCALES[0])
    x, y = 10, HEIGHT - 10
    return Markup(
        '<path d="M%s %s h%.1f" stroke="#212529" stroke-width="2"/>'
        '<text x="%s" y="%s" font-size="11">%s m</text>'
    ) % (x, y, metres * scale, x, y - 5, metres)


def _north():
    return Markup(
        '<path d="M%(x)s 28 v-16 l-4 6 m4 -6 l4 6" stroke="#212529" fill="none"/>'
        '<text x="%(x)s" y="40" font-size="11" text-anchor="middle">N</text>'
    ) % {"x": WIDTH - 18}
