"""Site -> {path: HTML}: a page at every address that an entry had before, which leads to where the entry is now."""

from __future__ import annotations

from html import escape
from pathlib import PurePosixPath

from guide.addresses import former_addresses
from guide.view import Guide

PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={url}">
<link rel="canonical" href="{url}">
<title>{title}</title>
</head>
<body><p><a href="{url}">{title}</a></p></body>
</html>
"""


def render(guide: Guide) -> dict[PurePosixPath, str]:
    """The redirects of both languages by their path below the site's root. A static host knows no other kind."""
    return {
        PurePosixPath(former.url, "index.html"): PAGE.format(
            lang=former.lang,
            url=escape(guide.site_url + guide.addresses.url(former.entry.key, former.lang)),
            title=escape(former.entry.title(former.lang)),
        )
        for former in former_addresses(guide.site)
    }
