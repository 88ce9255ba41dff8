"""Hỏi đáp: a question, its answer plan by plan, and the quotes that the answer stands on."""

from itertools import groupby

import streamlit as st

from indexer.reference import reference
from web import address, answers, basket, collecting, controls, serving, words
from web.markup import heading, hint, plan_name, show, subheading

generation = serving.generation()
question = address.get("q")

show(heading(words.say("ask.title"), words.say("ask.lead")))
controls.question()
if question is None:
    controls.examples()
controls.filters(generation)

if question is None:
    plans = list(generation.documents.values())
    show(answers.plans(controls.page_of(plans), len(plans)))
else:
    with st.spinner(words.say("ask.working")):
        answer = serving.answer(question, address.filters(), address.ignored())
    if answer.read_as:
        show(hint(words.say("ask.read_as", question=answer.read_as)))
    controls.understood(answer.filters, generation)
    first = st.container()
    by_plan = [list(cited) for _, cited in groupby(answer.citations, lambda citation: citation.document)]
    here = controls.page_of(by_plan)
    with first:
        show(answers.answer(answer, [citation for citations in here for citation in citations]))
    for citations in here:
        document = citations[0].document
        with st.container(border=True):
            show(plan_name(document))
            for citation in citations:
                show(answers.quote(citation, generation))
                key = (document.id, citation.start, citation.end)
                where = reference(document, citation.section, citation.page)
                collecting.cited(key, basket.copied(citation.quote, where), citation.n)
    if not answer.answered:
        with st.spinner(words.say("ask.working")):
            hits = serving.nearest(question, address.filters())
        with st.container(border=True, key="nearest"):
            show(subheading(words.say("ask.nearest")))
            for hit in hits:
                show(answers.near(hit))
                controls.open_plan(hit.document.id, hit.passage.start, hit.passage.end)
