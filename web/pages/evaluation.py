"""Đánh giá: the reports of the evaluation, with the questions that failed, and running it again."""

import streamlit as st

from web import access, controls, frame, reports, words
from web.markup import heading, notice, show

job = reports.evaluating()

show(heading(words.say("evaluation.title"), words.say("evaluation.lead")))
if job.running:
    show(notice(words.say("evaluation.running")))
    frame.progress(job)
elif access.may_edit():
    st.button(words.say("evaluation.run"), on_click=job.start, key="evaluate")
frame.outcome(job)
titles = reports.titles()
if titles:
    chosen = controls.one("report", words.say("evaluation.report"), titles)
    show(reports.report(chosen))
else:
    show(notice(words.say("evaluation.none")))
