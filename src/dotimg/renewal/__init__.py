"""A newer catalog from the publisher's feeds: gathered, built, doubted, and put into use.

At every moment of it, and however it ends, the user has a whole catalog.
"""

from dotimg.feeds.gather import Source, from_folder, from_network
from dotimg.feeds.refresh import News, news, use
from dotimg.feeds.store import locked

__all__ = [
    "News",
    "Source",
    "from_folder",
    "from_network",
    "locked",
    "news",
    "use",
]
