"""The browser app. Start it with: streamlit run app.py [-- --corpus DIR --index DIR]"""

import streamlit as st

from web import access, frame, server

if __name__ == "__main__":  # Streamlit runs this file for each view of each session,
    frame.run()
else:  # and imports it once to start the server
    access.require()
    app = st.App(__file__, lifespan=server.lifespan, middleware=server.MIDDLEWARE)
