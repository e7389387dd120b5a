"""One-line caches of the library's functions.

A cache is shared by every user of the server, so its key is the seal of the content: nobody can be given an answer to
another case than their own. An argument with an underscore is left out of the key because the seal stands for it.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from prioritise import pipeline
from prioritise.ask import Preset
from prioritise.ask.reckon import Reckoned
from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.case.load import load_case
from prioritise.case.write import template_workbook
from prioritise.evidence.access import Access
from prioritise.evidence.new_surgery import NewSurgery, Opened
from prioritise.evidence.portfolio import Portfolio
from prioritise.evidence.size import SizeBand
from prioritise.ledger.checks import double_in_pots
from prioritise.optimise import clash
from prioritise.optimise.account import Account
from prioritise.optimise.at_risk import Saving
from prioritise.optimise.clash import Relaxation
from prioritise.pipeline import Prepared, Run
from prioritise.record.cluster_files import sheet_docx, sheet_html
from prioritise.record.cluster_profiles import ClusterProfiles
from prioritise.record.cluster_sheet import ClusterSheet
from prioritise.record.contributions import standard_zip
from prioritise.record.decided import decisions
from prioritise.record.editions import public_case
from prioritise.record.letter import Letter, letter, letter_docx, letter_html
from prioritise.record.scenario import Scenario
from prioritise.record.stamp import Stamp
from prioritise.store import Store, Who, cases
from prioritise.ui import layers, matrix, ranked
from prioritise.ui.layers.model import MapData
from prioritise.ui.views import access as reach
from prioritise.ui.views import ask as asks
from prioritise.ui.views import at_risk, decide, sharing
from prioritise.ui.views import clusters as groups
from prioritise.ui.views import ledger as ledgers
from prioritise.ui.views import new_surgery as new_surgeries
from prioritise.ui.views import portfolio as portfolios
from prioritise.ui.views.ask import Entries
from prioritise.ui.views.clusters import Moves

DAY_SECONDS = 86_400


@st.cache_data(max_entries=6, ttl=DAY_SECONDS, show_spinner="Reading the case")
def case_at(path: str, stamp: str) -> Case:
    """`load_case`, read again when a file changes."""
    return load_case(Path(path))


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner="Reading the case")
def stored_case(key: str, number: int, confidential: bool, _store: Store, _who: Who) -> Case:
    """`store.cases.open_case`; the key says which store, case and stamp. A public edition is one, whoever asks."""
    case = cases.open_case(_store, _who, number)
    return case if confidential else public_case(case)


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner="Working out homes, people, space and scores")
def prepared(case_key: str, scenario_json: str, _case: Case) -> Prepared:
    """`pipeline.prepare_evidence`: what can be shown of a case, with or without bids and pots."""
    return pipeline.prepare_evidence(_case, Scenario.model_validate_json(scenario_json))


@st.cache_data(
    max_entries=40, ttl=DAY_SECONDS, show_spinner="Finding the practices it affects",
    hash_funcs={Preset: repr, Entries: repr},
)  # fmt: skip
def ask(data_key: str, preset: Preset, entries: Entries, _prepared: Prepared) -> Reckoned:
    """`views.ask.reckon`."""
    return asks.reckon(_prepared, preset, entries)


@st.cache_data(max_entries=6, ttl=DAY_SECONDS, show_spinner="Measuring: hiding each area in turn", show_time=True)
def overlap(data_key: str, _prepared: Prepared) -> pd.DataFrame:
    """`views.sharing.overlap`."""
    return sharing.overlap(_prepared)


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner="Measuring who can reach a surgery")
def access(data_key: str, _prepared: Prepared) -> Access | None:
    """`views.access.found`."""
    return reach.found(_prepared)


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner="Putting the clusters together")
def clusters(data_key: str, moves: Moves, _prepared: Prepared) -> ClusterProfiles | None:
    """`views.clusters.profiles`."""
    return groups.profiles(_prepared, moves)


@st.cache_data(max_entries=60, ttl=DAY_SECONDS, show_spinner=False, hash_funcs={SizeBand: repr, Stamp: repr})
def cluster_sheet(
    data_key: str,
    code: str,
    bands: tuple[SizeBand, ...],
    stamp: Stamp,
    _prepared: Prepared,
    _found: ClusterProfiles,
    _run: Run | None,
) -> ClusterSheet:
    """`views.clusters.sheet`."""
    return groups.sheet(_prepared, _found, code, bands, decisions(_run), stamp)


@st.cache_data(max_entries=40, ttl=DAY_SECONDS, show_spinner=False, hash_funcs={ClusterSheet: repr})
def cluster_files(data_key: str, code: str, sheet: ClusterSheet) -> tuple[bytes, bytes]:
    """A cluster's page to print and to edit."""
    return sheet_html(sheet), sheet_docx(sheet)


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner="Reading the ledger")
def ledger(case_key: str, day: str, _case: Case) -> ledgers.Found | None:
    """`views.ledger.found`."""
    return ledgers.found(_case, dt.date.fromisoformat(day))


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner="Checking the ledger")
def ledger_doubts(case_key: str, _case: Case) -> tuple[Issue, ...]:
    """`pipeline.ledger_doubts`."""
    return pipeline.ledger_doubts(_case)


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner="Checking the ledger")
def double_in_pots_gbp(case_key: str, day: str, _case: Case) -> float:
    """`ledger.checks.double_in_pots`."""
    return double_in_pots(_case, dt.date.fromisoformat(day))


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner="Writing the three files")
def ledger_zip(case_key: str, layout: str, own: bool, _case: Case) -> bytes:
    """`standard_zip`."""
    return standard_zip(_case, layout, own=own)


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner="Measuring who can reach a surgery with this list")
def portfolio(answer_key: str, _run: Run) -> Portfolio | None:
    """`views.portfolio.found`."""
    return portfolios.found(_run)


@st.cache_data(
    max_entries=40, ttl=DAY_SECONDS, show_spinner="Trying a new surgery there", hash_funcs={NewSurgery: repr}
)
def new_surgery(data_key: str, surgery: NewSurgery, year: int, _prepared: Prepared) -> Opened | None:
    """`views.new_surgery.found`."""
    return new_surgeries.found(_prepared, surgery, year)


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner=False)
def saving(answer_key: str, _run: Run) -> Saving:
    """`views.at_risk.of_list` of the list in force."""
    return at_risk.of_list(_run.prepared, _run.result.starts)


@st.cache_data(max_entries=200, ttl=DAY_SECONDS, show_spinner=False)
def layer_features(layer_id: str, data_key: str, year: int, _data: MapData) -> dict[str, Any]:
    """Features of one map layer."""
    return layers.LAYERS[layer_id].features(_data)


@st.cache_data(max_entries=1, show_spinner="Writing the template")
def template() -> bytes:
    """`template_workbook`."""
    return template_workbook()


@st.cache_data(max_entries=40, ttl=DAY_SECONDS, show_spinner=False)
def ranked_list(answer_key: str, top: int | None, _run: Run) -> str:
    """`ranked.table`."""
    return ranked.table(_run, top)


@st.cache_data(max_entries=40, ttl=DAY_SECONDS, show_spinner=False)
def matrix_of(answer_key: str, _run: Run) -> str:
    """`matrix.table`."""
    return matrix.table(decide.matrix(_run))


@st.cache_data(max_entries=12, ttl=DAY_SECONDS, show_spinner="Finding the least that must give")
def relaxation(answer_key: str, _run: Run) -> Relaxation:
    """`clash.relaxation`."""
    return clash.relaxation(_run.prepared.problem)


@st.cache_data(
    max_entries=60, ttl=DAY_SECONDS, show_spinner="Writing the letter", hash_funcs={Account: repr, Stamp: repr}
)
def letter_files(data_key: str, account: Account, stamp: Stamp, _run: Run) -> tuple[Letter, bytes, bytes]:
    """A bid's letter, as a page to print and to edit."""
    made = letter(_run, _run.prepared.problem, account, stamp)
    return made, letter_html(made), letter_docx(made)
