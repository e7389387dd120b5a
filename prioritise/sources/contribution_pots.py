"""Pots out of the ledger: what an import of contributions does to the pots of a case."""

from collections.abc import Container

import pandas as pd

from prioritise.case.issues import Issue
from prioritise.ledger.force import Force, in_force
from prioritise.ledger.model import Ledger, council_code, gbp_words, row_key
from prioritise.ledger.pot_terms import allowed, joined
from prioritise.ledger.pots import pot_steps
from prioritise.ledger.sums import SEVEN
from prioritise.sources.folder import Draft
from prioritise.sources.placing import doubt
from prioritise.sources.values import numbers, texts

_COMPARED = ["status", "left_gbp", "why_no_pot"]


def steps_of(ledger: Ledger, force: Force | None, councils: set[str], there: Container[str]) -> pd.DataFrame:
    """`pot_steps` of some councils beside the pots that are there, with the key of each contribution."""
    steps = pot_steps(ledger, None, force or in_force(ledger), there)
    keys = [row_key(o, r) for o, r in zip(steps["organisation"], steps["reference"], strict=True)]
    steps = steps.assign(key=pd.Series(keys, index=steps.index, dtype="str"))
    mine = pd.Series([council_code(o) in councils for o in steps["organisation"]], index=steps.index, dtype=bool)
    return steps[mine].reset_index(drop=True)


def pots_of(
    ledger: Ledger, steps: pd.DataFrame, before: pd.DataFrame, draft: Draft
) -> tuple[dict[str, pd.DataFrame], tuple[Issue, ...]]:
    """Rows to merge into the pots and their years, by table, and the doubts that go with them.

    A contribution that had no pot gets one; a pot whose contribution changed gets its new status and amount (nought
    when nothing is left), and keeps its name, rules and dates; one whose contribution is no longer in force holds
    nought; one whose contribution did not change is left alone. Several contributions in one pot are added up, and it
    has the status of the least sure of them; a new pot holds several only where their terms are alike.

    The years of a pot paid by year are what counts (`pot_years`). They follow where there is one right answer: nought
    in every year when nothing is left, and less in the only year there is. Else they stay, and a doubt says by how much
    they are out: which year the difference belongs to is not known.
    """
    there = set(draft.column("pots", "pot_id"))
    mine = steps[steps["why_no_pot"] == ""]
    new = _by_pot(mine[~mine["pot_id"].isin(there)])
    lost = before[(before["why_no_pot"] == "") & ~before["key"].isin(steps["key"])]
    other = {*steps.loc[~_as_before(steps, before), "pot_id"], *lost["pot_id"]}
    changed = _by_pot(steps[steps["pot_id"].isin(there & other)])
    unknown = changed["left_gbp"].isna()
    gone = before[before["pot_id"].isin(there) & ~before["pot_id"].isin(steps["pot_id"]) & (before["why_no_pot"] == "")]
    updates = pd.DataFrame(
        {
            "pot_id": changed["pot_id"],
            "status": changed["status"],
            "amount_gbp": texts(changed["left_gbp"].astype("float64")),
        }
    )[~unknown]
    empty = pd.DataFrame({"pot_id": gone["pot_id"], "amount_gbp": "0"})
    rows = pd.concat([_rows(ledger, new, mine), updates, empty], ignore_index=True).fillna("")
    years, late = _years(pd.concat([updates, empty], ignore_index=True), draft)
    tables = {"pots": rows, **({"pot_years": years} if len(years) else {})}
    return tables, (*_doubts(mine), *_unknown(changed[unknown]), *_gone(gone), *late)


def _years(changed: pd.DataFrame, draft: Draft) -> tuple[pd.DataFrame, list[Issue]]:
    """Yearly sums to merge for pots whose amount changed, and a doubt for each whose years cannot follow it."""
    years = draft.tables.get("pot_years", pd.DataFrame())
    columns = ["pot_id", "financial_year", "amount_gbp"]
    if not len(years) or not set(columns) <= set(years.columns):
        return pd.DataFrame(columns=columns), []
    sums = years.assign(known=numbers(years["amount_gbp"])[0])
    rows, issues = [], []
    for pot_id, text in zip(changed["pot_id"], changed["amount_gbp"], strict=True):
        mine, now = sums[sums["pot_id"] == pot_id], float(text)
        apart = round(now - mine["known"].sum(), 2)
        if not len(mine) or not apart:
            continue
        if now == 0 or (len(mine) == 1 and apart < 0):
            rows.append(mine.assign(amount_gbp=text)[columns])
            continue
        said = (
            f"pot {pot_id} is paid by year: its years add up to {gbp_words(mine['known'].sum())}, and by the newest "
            f"file {gbp_words(now)} is left"
        )
        what = f"add {gbp_words(apart)} to" if apart > 0 else f"take {gbp_words(-apart)} off"
        done = f"the list counts the years, which stay as they were: {what} the years it belongs to, in pot_years"
        issues.append(doubt("pot_years", "amount_gbp", "pot_years_not_as_ledger", said, done))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns), issues


def _by_pot(steps: pd.DataFrame) -> pd.DataFrame:
    """One row a pot, as the first of its contributions has it, with what they hold together and the least sure status.

    What makes no pot holds nothing; where what one of them holds is not known, so is the whole.
    """
    held = steps["left_gbp"].where((steps["why_no_pot"] == "") | steps["left_gbp"].isna(), 0.0).astype("float64")
    sure = steps["status"].map({step: n for n, step in enumerate(SEVEN)})
    rows = steps.assign(left_gbp=held, _counts=held.gt(0), _sure=sure)
    rows = rows.sort_values(["pot_id", "_counts", "_sure", "key"], ascending=[True, False, True, True], kind="stable")
    total = rows.groupby("pot_id")["left_gbp"].sum()
    blank = rows.groupby("pot_id")["left_gbp"].count() < rows.groupby("pot_id").size()
    first = rows.drop_duplicates("pot_id").drop(columns=["_counts", "_sure"])
    return first.assign(left_gbp=first["pot_id"].map(total.round(2).mask(blank)).astype("float64"))


def _as_before(steps: pd.DataFrame, before: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each step says what it said before the import."""
    then = before.set_index("key")[_COMPARED].astype("str")
    now = steps.set_index("key")[_COMPARED].astype("str")
    same = (now == then.reindex(now.index)).all(axis=1)
    return pd.Series(same.to_numpy(dtype=bool), index=steps.index)


def _rows(ledger: Ledger, new: pd.DataFrame, mine: pd.DataFrame) -> pd.DataFrame:
    """Rows of new pots, with the terms of the contributions in them, which are alike (`pot_steps`)."""
    known_by = ["organisation", "reference", "version"]
    terms = {tuple(r[c] for c in known_by): r for r in ledger.contributions.to_dict("records")}
    rows = []
    for pot in new.itertuples(index=False):
        inside = mine[mine["pot_id"] == pot.pot_id].sort_values("key")
        behind = pd.DataFrame([terms[k] for k in inside[known_by].itertuples(index=False, name=None)])
        together = allowed(behind)
        several = "s" if len(behind) > 1 else ""
        rows.append(
            {
                "pot_id": pot.pot_id,
                "name": f"{'CIL' if pot.kind == 'cil' else 'S.106'} health contribution{several} "
                + ", ".join(behind["reference"]),
                "kind": pot.kind,
                "holder": pot.holder,
                "status": pot.status,
                "amount_gbp": pot.left_gbp,
                "spend_by": "" if together.spend_by is None else f"{together.spend_by:%Y-%m-%d}",
                "for_practices": ";".join(together.practices),
                "growth_only": "yes",
                "purpose_text": joined(list(behind["purpose_text"])) or _published(ledger, behind),
                "agreement_ref": joined(list(behind["developer_agreement"])),
            }
        )
    frame = pd.DataFrame(rows, columns=["pot_id", "name", "kind", "holder", "status", "amount_gbp", "spend_by",
                                        "for_practices", "growth_only", "purpose_text", "agreement_ref"])  # fmt: skip
    silent = [c for c in ("spend_by", "for_practices") if not (frame[c] != "").any()]
    return frame.assign(amount_gbp=texts(frame["amount_gbp"].astype("float64"))).drop(columns=silent)


def _published(ledger: Ledger, behind: pd.DataFrame) -> str:
    """What the published files say of contributions whose deed nobody has typed in, and what they leave out."""
    applications = dict(zip(ledger.agreements["key"], ledger.agreements["planning_application"], strict=True))
    sites = joined([applications.get(parent) for parent in behind["parent"]])
    said = f"Published purpose: {joined(list(behind['contribution_purpose']))}"
    said += f", planning application {sites}" if sites else ""
    surgeries = joined(list(behind["named_surgeries"]))
    lacks = [] if surgeries or any(behind["for_practices"]) else ["surgery"]
    lacks += [] if behind["spend_by"].notna().any() else ["spend-by date"]
    said += f". Surgeries named: {surgeries}" if surgeries else ""
    return f"{said}. No {' or '.join(lacks)} is given." if lacks else f"{said}."


def _unknown(changed: pd.DataFrame) -> tuple[Issue, ...]:
    if not len(changed):
        return ()
    names = ", ".join(changed["pot_id"])
    said = f"the newest file gives no amount for the contributions behind pots {names}"
    return (
        doubt("pots", "amount_gbp", "amount_now_unknown", said, "the pots keep the amounts they had: look at them"),
    )


def _gone(gone: pd.DataFrame) -> tuple[Issue, ...]:
    if not len(gone):
        return ()
    said = f"the contributions behind pots {', '.join(gone['pot_id'])} are no longer in force, by the newest file"
    return (
        doubt("pots", "amount_gbp", "contribution_not_in_force", said, "the pots now hold £0: see the ledger for why"),
    )


def _doubts(mine: pd.DataFrame) -> tuple[Issue, ...]:
    if not len(mine):
        return ()
    growth = doubt(
        "pots",
        "growth_only",
        "growth_only_assumed",
        "planning contributions must be for the demand of new homes (CIL Regulation 122)",
        "each may pay only the growth-caused share of a scheme; change growth_only where the deed allows more",
        "info",
    )
    bare = int(mine["spend_by"].isna().sum())
    if not bare:
        return (growth,)
    several = "s" if bare > 1 else ""
    said = f"{bare} health contribution{several}: the published files give no spend-by date, surgery, trigger or index"
    done = "no spend-by limit and no named surgery are set; type them in from the deeds"
    return (doubt("pots", "spend_by", "deed_terms_unknown", said, done), growth)
