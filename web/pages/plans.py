"""Văn bản: all plans with their facts and state, and the files that could not be read."""

import streamlit as st

from web import address, catalogue, changing, controls, serving, words
from web.markup import heading, show

generation = serving.generation()

show(heading(words.say("plans.title"), words.say("plans.lead")))
left, middle, right = st.columns([2, 1, 1])
with left:
    controls.search_box("name", words.say("plans.search"))
with middle:
    controls.one("state", words.say("plans.state"), words.names("plan_state"))
with right:
    controls.one("order", words.say("plans.order"), words.names("order"))
controls.filters(generation)
plans = catalogue.chosen(
    generation, address.filters(), address.get("order"), address.get("name"), address.get("state")
)
show(catalogue.count(plans, generation))
for document in controls.page_of(plans):
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"card-{document.id}"):
        show(catalogue.card(document, generation))
        controls.open_plan(document.id)
changing.failures(generation)
changing.removed()
