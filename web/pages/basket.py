"""Giỏ trích dẫn: what was collected while browsing, with notes, ready to be taken along."""

import streamlit as st

from web import basket, collecting, serving, words
from web.markup import heading, notice, plan_name, quoted, show

generation = serving.generation()
items = basket.items(generation)

show(heading(words.say("basket.title"), words.say("basket.lead")))
collecting.from_elsewhere()
if not items:
    show(notice(words.say("basket.empty")))
for number, item in enumerate(items, 1):
    with st.container(border=True):
        show(plan_name(item.document) + quoted(item.section, item.page, item.quote))
        collecting.note(item.key, number)
        collecting.cited(item.key, basket.copied(item.quote, item.reference), number)
if items:
    collecting.files(items)
