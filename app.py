"""The browser app. Start it with: streamlit run app.py [-- --corpus DIR --index DIR]"""

import streamlit as st

if __name__ == "__main__":  # Streamlit runs this file for each view of each session,
    from web import frame

    frame.run()
else:  # and imports it once to start the server
    from web import access, server

    access.require()
    app = st.App(
        __file__,
        lifespan=server.lifespan,
        middleware=server.MIDDLEWARE,
        on_script_error=server.failed,
    )
