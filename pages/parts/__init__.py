"""What the pages share: words and figures, markup, addresses, the open index.

It stands beside the pages because only they use it: the library below knows nothing of a browser.
"""
