"""The browser app. Start it with: streamlit run app.py [-- --corpus DIR --index DIR]"""

from web import frame

# A process that reads a file imports this module under another name and must not draw anything.
if __name__ == "__main__":
    frame.run()
