"""Đánh giá: the reports of the evaluation, with the questions that failed, and running it again."""

import streamlit as st

from web import controls, frame, reports, words
from web.markup import heading, notice, show

job = reports.evaluating()

show(heading(words.say("evaluation.title"), words.say("evaluation.lead")))
if job.running:
    show(notice(words.say("evaluation.running")))
    frame.progress(job)
else:
    st.button(words.say("evaluation.run"), on_click=job.start, key="evaluate")
names = reports.names()
if names:
    chosen = controls.one("report", words.say("evaluation.report"), dict(zip(names, names, strict=True)))
    show(reports.report(chosen))
else:
    show(notice(words.say("evaluation.none")))
