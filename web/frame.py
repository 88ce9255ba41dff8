"""What surrounds every page: navigation, language, the build's progress, and errors said in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from indexer.refusal import Refusal
from web import access, collecting, controls, markup, serving, visitors, words
from web.jobs import Job, fault

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

# Page file: its address and icon. The first opens at the app's bare address.
_PAGES = {
    "ask": ("hoi-dap", ":material/forum:"),
    "compare": ("so-sanh", ":material/table_chart:"),
    "plans": ("van-ban", ":material/description:"),
    "add": ("them-van-ban", ":material/upload_file:"),
    "evaluation": ("danh-gia", ":material/monitoring:"),
    "reader": ("doc", ":material/menu_book:"),
    "basket": ("gio-trich-dan", ":material/bookmarks:"),
}
_SIDEBAR = 280  # pixels wide
_HIDDEN = ("reader", "basket")  # not in the menu: they need an address of their own


def name() -> str:
    """The app's name."""
    return words.say("app.name")


def run() -> None:
    """Draw the page of the current address."""
    inside = access.person() is not None
    # Before the navigation, which would otherwise have the browser fetch a page's icon from afar.
    st.set_page_config(page_icon="🏛️", layout="wide", initial_sidebar_state=_SIDEBAR)
    page = st.navigation([_page(file) for file in _PAGES], position="sidebar" if inside else "hidden")
    st.set_page_config(page_title=f"{page.title} · {name()}")
    markup.style()
    if not inside:
        _keep_address(page)
        access.sign_in()
        return
    _return_to_address()
    building = serving.building()
    with st.sidebar:
        collecting.link()
        controls.language()
        access.who()
        markup.spoken_language()
        news = st.container()
    try:
        if serving.generation() is None:
            _first_build(building)
        else:
            page.run()
            if not building.begun:
                building.start()  # takes in what was put into the corpus folder by hand
            with news:
                if building.running:
                    _watch(building)
                else:
                    outcome(building)
    except Refusal as refusal:
        _refused(refusal)
    except Exception as error:
        fault_notice(error)


def fault_notice(error: Exception) -> None:
    """Say that something unexpected went wrong, with the reference under which the log has it."""
    markup.show(markup.notice(words.say("app.fault", reference=fault(error)), "error"))


def _keep_address(page: StreamlitPage) -> None:
    """Remember the view asked for; an office's sign-in comes back to the first page."""
    file = next((file for file, (path, _) in _PAGES.items() if path == page.url_path), None)
    if file or st.query_params:
        asked = {name: st.query_params.get_all(name) for name in st.query_params}
        visitors.visitor().wanted = (file or "ask", asked)


def _return_to_address() -> None:
    wanted, visitors.visitor().wanted = visitors.visitor().wanted, None
    if wanted and not st.query_params:
        file, asked = wanted
        st.switch_page(f"web/pages/{file}.py", query_params=asked)


@st.fragment(run_every=1)
def _watch(job: Job) -> None:
    """Say that the index is being brought up to date, and draw the page again when it is."""
    if not job.running:
        st.rerun()
    markup.show(markup.notice(words.say("build.working")))


def _page(file: str) -> StreamlitPage:
    path, icon = _PAGES[file]
    return st.Page(
        f"web/pages/{file}.py",
        title=words.say(f"{file}.title"),
        icon=icon,
        url_path=path,
        default=file == "ask",
        visibility="hidden" if file in _HIDDEN else "visible",
    )


def _first_build(building: Job) -> None:
    """Make the first index, with its progress, and then show the page."""
    if not building.begun:
        building.start()
    if building.running:
        markup.show(markup.heading(name(), words.say("build.first")))
        progress(building)
    elif isinstance(building.outcome, Refusal | str):
        outcome(building)
        _build_again(building)
    elif building.outcome is None:
        markup.show(markup.notice(words.say("build.stopped")))
        _build_again(building)
    else:
        st.rerun()  # finished between two looks at it


def outcome(job: Job) -> None:
    """Why a job did not reach its end, where it did not."""
    if isinstance(job.outcome, Refusal):
        markup.show(markup.notice(job.outcome.say(words.language()), "error"))
    elif isinstance(job.outcome, str):
        markup.show(markup.notice(words.say("app.fault", reference=job.outcome), "error"))


@st.fragment(run_every=0.5)
def progress(job: Job) -> None:
    """How far a job is, twice a second, with a button to stop it; the page is drawn again at its end."""
    if not job.running:
        st.rerun()
    step, done, total = job.step or ("start", 0, 0)
    text = words.say(f"job.{step}")
    if total > 1:
        text = words.say("job.count", step=text, done=words.number(done), total=words.number(total))
    st.progress(min(done / total, 1.0) if total else 0.0, text)
    st.button(words.say("job.cancel"), on_click=job.cancel, key="cancel-job")


def _build_again(building: Job) -> None:
    st.button(words.say("build.again"), on_click=building.start, key="build-again")


def _refused(refusal: Refusal) -> None:
    markup.show(markup.notice(refusal.say(words.language()), "error"))
    if refusal.code.startswith("index-") or refusal.code == "build-running":
        _build_again(serving.building())
        if serving.building().running:
            progress(serving.building())
