"""Thêm văn bản: upload files, watch them being read, and see what was understood of each."""

import streamlit as st

from web import catalogue, changing, frame, serving, words
from web.markup import heading, show

generation = serving.generation()
building = serving.building()

show(heading(words.say("add.title"), words.say("add.lead")))
changing.upload()
if building.running:
    frame.progress(building)
for path in changing.uploaded():
    with st.container(border=True):
        show(catalogue.arrival(path, generation, building.running))
        changing.arrived(path, generation)
