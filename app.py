"""The browser app. Start it with: streamlit run app.py [-- --corpus DIR --index DIR]"""

import streamlit as st

from web import frame

# A process that reads a file imports this module under another name and must not draw anything.
if __name__ == "__main__":
    st.set_page_config(page_title=frame.name(), page_icon=":material/account_balance:", layout="wide")
    frame.run()
