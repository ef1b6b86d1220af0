"""Mends of the theme's HTML, for people who listen to a page. A theme that changed its HTML stops the build."""

_MENDS = (
    # The search is a dialog; a dialog needs a name.
    (
        '<div class="md-search" data-md-component="search" role="dialog">',
        '<div class="md-search" data-md-component="search" role="dialog" aria-label="Search">',
    ),
)


class ThemeChanged(Exception):
    """The theme's HTML is not what we mend. The message says which piece is missing."""


def mended(html: str) -> str:
    """Return a page with every mend made once. Raises ThemeChanged where the piece to mend is not there."""
    for before, after in _MENDS:
        if before not in html:
            message = f"The theme's HTML has changed, mend checker/site/accessibility.py: {before}"
            raise ThemeChanged(message)
        html = html.replace(before, after, 1)
    return html
