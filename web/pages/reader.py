"""One plan to read: its text with the cited place marked and the targets beside it, its outline and facts."""

import streamlit as st

from indexer.generation import Generation
from indexer.model import Document
from web import (
    address,
    basket,
    catalogue,
    changing,
    collecting,
    controls,
    correcting,
    markup,
    pictures,
    running,
    serving,
    words,
)
from web.markup import heading, hint, notice, quoted, show, subheading


def read(document: Document, generation: Generation) -> None:
    """Show one plan at the place that the address names."""
    text = generation.text(document.id)
    blocks = generation.record.blocks(document.id)
    sections = generation.record.sections(document.id)
    cited = address.stretch(len(text))
    found = running.find(address.get("find") or "", text)

    show(heading(words.plan(document), words.particulars(document)))
    for caution in catalogue.cautions(document, generation.record.warnings(document.id)):
        show(notice(caution))
    item = basket.item(generation, (document.id, *cited)) if cited else None
    if item:
        with st.container(border=True):
            show(quoted(item.section, item.page, item.quote))
            collecting.opened(item)
    show(running.to_outline())
    left, right = st.columns([3, 1], gap="large")
    with left, st.container(key="reader"):
        view = "text"
        if document.pages:
            usual = "page" if cited else "text"
            view = controls.switch("view", words.say("reader.view"), words.names("view"), usual)
        if view == "page":
            controls.picture(document, pictures.places(generation, document.id, cited))
        else:
            targets = [target for target in generation.targets if target.document == document.id]
            places = running.anchors(sections, found)
            show(
                running.text(
                    text, blocks, sections, marks=found, cited=cited, targets=targets, anchors=places
                )
            )
            if cited:
                markup.scroll_to_cited()
    with right, st.container(key="outline"):
        show(running.beside())
        if view == "text":
            controls.search_box("find", words.say("reader.find"))
            if address.get("find"):
                show(hint(words.say("reader.found", count=len(found))))
                show(running.found(text, found, blocks))
            show(running.outline(text, sections))
        show(subheading(words.say("reader.facts")))
        show(catalogue.facts(document))
        correcting.form(document)
        changing.take_out(document.path)
    collecting.clicked()


plans = serving.generation()
plan = plans.documents.get(address.get("id"))
if plan:
    read(plan, plans)
else:
    show(heading(words.say("reader.title")))
    show(notice(words.say("reader.unknown")))
    controls.all_plans()
