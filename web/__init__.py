"""The browser app behind app.py: what its pages share, and the pages themselves in pages/.

The library knows nothing of it. The page files are not in a top-level folder pages/, because its
mere presence makes Streamlit run an older way of finding pages, which greets the first visitor of a
linked view with "Page not found".
"""
