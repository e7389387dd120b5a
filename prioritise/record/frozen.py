"""A list as it was sent: what it was made from and what it came to, in one file that tells when it was touched.

The file is a zip: the case, the what-if, the lists as `rank` writes them, and a cover (`frozen.json`) that says what
was asked, when, by whom and with which versions and assumptions, and has the SHA-256 of every other part. The
fingerprint is the SHA-256 of the cover: whoever has it written down (in the minutes, say) can tell this file from any
other, also from one that was changed and sealed anew.
"""

import csv
import datetime as dt
import hashlib
import io
import json
import math
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from prioritise.case.archive import UNREADABLE_ZIP, open_zip
from prioritise.case.case import Case
from prioritise.case.load import load_files
from prioritise.case.write import ZIP_DAY, case_files
from prioritise.errors import DataFault
from prioritise.optimise.result import Options
from prioritise.record.model import RunLike
from prioritise.record.outputs import FUNDING, PRIORITY, RANKED, output_files
from prioritise.record.scenario import Scenario
from prioritise.record.words import same_again

COVER, SCENARIO, CASE, ANSWER = "frozen.json", "scenario.json", "case/", "answer/"
ALIKE = 1e-6
"""Part of a value by which two values may differ and still be the same: the solver's own room."""
MOST_SAID = 10
"""Differences of one kind that are named; of more the number is told."""
Rows = tuple[Mapping[str, str], ...]


class Cover(BaseModel):
    """What a frozen list says of itself.

    Attributes:
        format: of the file. title: what the list is for. day: when it was frozen. by: who froze it. note: why.
        gap, seconds, priority_list, list_seconds: asked of the optimiser.
        status: how the search ended. in_words: the same, in words. value: of the list; None without one.
        digest: of case, what-if, gap and version.
        same_again: whether the same would give the same list again, in words.
        versions: part that can change an answer -> its version. assumptions: id -> value in force.
        files: every other part -> SHA-256 of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: Literal[1] = 1
    title: str
    day: dt.date
    by: str = ""
    note: str = ""
    gap: float
    seconds: float
    priority_list: bool
    list_seconds: float
    status: str
    in_words: str
    value: float | None
    digest: str
    same_again: str
    versions: dict[str, str]
    assumptions: dict[str, float]
    files: dict[str, str]

    @property
    def asked(self) -> Options:
        """What was asked of the optimiser."""
        return Options(self.gap, self.seconds, self.priority_list, self.list_seconds)

    def content(self) -> bytes:
        """The cover as it stands in the file."""
        said = self.model_dump(mode="json")
        return (json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


@dataclass(frozen=True)
class Frozen:
    """A frozen list, read and found whole.

    Attributes:
        cover: what it says of itself. fingerprint: SHA-256 of the cover, and so of every part.
        case: the case without the what-if. scenario: the what-if.
        ranked, funding, priority: rows of the lists as they were written; empty without an answer.
    """

    cover: Cover
    fingerprint: str
    case: Case
    scenario: Scenario
    ranked: Rows
    funding: Rows
    priority: Rows


def freeze(run: RunLike, case: Case, title: str, day: dt.date, by: str = "", note: str = "") -> bytes:
    """The file of a finished run. The same run, words and day give the same bytes but for its seconds.

    Args:
        run: the run.
        case: the case without the run's what-if.
        title: what the list is for: "Sent to the committee of 3 December".
        day: when it is frozen.
        by: who freezes it.
        note: why.

    Raises:
        DataFault: the case would not be read back as it is.
    """
    scenario = run.prepared.scenario
    files = {f"{CASE}{name}": content for name, content in case_files(case).items()}
    files[SCENARIO] = scenario.model_dump_json(indent=2).encode()
    files |= {f"{ANSWER}{name}": content for name, content in output_files(run).items()}
    if _case_of(title, files).digest != case.digest:
        raise DataFault("this case would not be read back as it is, so it cannot be frozen; please send it to us")
    result, asked = run.result, run.asked
    cover = Cover(
        title=title,
        day=day,
        by=by,
        note=note,
        gap=asked.gap,
        seconds=asked.seconds,
        priority_list=asked.priority_list,
        list_seconds=asked.list_seconds,
        status=result.status.value,
        in_words=result.in_words(),
        value=result.value,
        digest=run.digest,
        same_again=same_again(result),
        versions=dict(sorted(result.versions.items())),
        assumptions={a.id: a.value for a in sorted(run.prepared.assumptions.in_force(), key=lambda a: a.id)},
        files={name: _seal(content) for name, content in sorted(files.items())},
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {COVER: cover.content(), **dict(sorted(files.items()))}.items():
            info = zipfile.ZipInfo(name, ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def read_frozen(name: str, content: bytes) -> Frozen:
    """Read a frozen list and see that nothing in it was touched.

    Args:
        name: of the file, used only in messages.
        content: its bytes.

    Raises:
        DataFault: it is no frozen list, of a later format, damaged, or a part of it is not as it was frozen.
    """
    archive = open_zip(name, content)
    try:
        files = {m.filename: archive.read(m) for m in archive.infolist() if not m.is_dir()}
    except UNREADABLE_ZIP as fault:
        raise DataFault(f"{name} cannot be read: it is damaged or cut short ({fault})") from fault
    cover = _cover_of(name, files.pop(COVER, None))
    _refuse_touched(name, cover, files)
    try:
        scenario = Scenario.model_validate_json(files[SCENARIO])
    except (KeyError, ValidationError) as fault:
        raise DataFault(f"{name}: its what-if cannot be read") from fault
    ranked, funding, priority = (_rows(files.get(f"{ANSWER}{part}")) for part in (RANKED, FUNDING, PRIORITY))
    return Frozen(cover, _seal(cover.content()), _case_of(name, files), scenario, ranked, funding, priority)


def _cover_of(name: str, content: bytes | None) -> Cover:
    if content is None:
        raise DataFault(f"{name} is not a frozen list: it has no {COVER}. A case is loaded on the Data issues page")
    try:
        cover = Cover.model_validate_json(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(p) for p in first["loc"])
        raise DataFault(f"{name}: {COVER}: {where}: {first['msg']}") from fault
    if cover.content() != content:
        raise DataFault(f"{name}: {COVER} is not as it was frozen: it was written by something else")
    return cover


def _refuse_touched(name: str, cover: Cover, files: Mapping[str, bytes]) -> None:
    touched = {part for part, content in files.items() if cover.files.get(part) != _seal(content)}
    touched |= set(cover.files) - set(files)
    if touched:
        said = ", ".join(sorted(touched))
        raise DataFault(f"{name} is not as it was frozen: {said} was changed, added or taken out. Ask for the original")


def _case_of(name: str, files: Mapping[str, bytes]) -> Case:
    return load_files(name, {n.removeprefix(CASE): c for n, c in files.items() if n.startswith(CASE)})


def _seal(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _rows(content: bytes | None) -> Rows:
    return () if content is None else tuple(csv.DictReader(io.StringIO(content.decode())))


def differences(then: Frozen, run: RunLike) -> tuple[str, ...]:
    """What the replay decides otherwise, in sentences; none: the same answer.

    The same answer is the same status, value, bids, starts, payments to the penny and priority list.

    Args:
        then: the frozen list.
        run: the same case, what-if and question, asked again.
    """
    files = output_files(run)
    ranked, funding, priority = (_rows(files.get(part)) for part in (RANKED, FUNDING, PRIORITY))
    found = []
    if then.cover.status != run.result.status.value:
        found.append(f"The search ended as “{then.cover.status}” then and as “{run.result.status.value}” now.")
    if not _alike(then.cover.value, run.result.value):
        found.append(f"The list was worth {_worth(then.cover.value)} then and is worth {_worth(run.result.value)} now.")
    found += _decided(then.ranked, ranked)
    found += _paid(then.funding, funding)
    found += _entered(then.priority, priority)
    return tuple(found)


def changed_grounds(then: Frozen, run: RunLike) -> tuple[str, ...]:
    """Versions and assumptions that are not what they were, in sentences: why a replay may come out otherwise."""
    now = dict(run.result.versions)
    parts = sorted({*then.cover.versions, *now})
    found = [
        f"{part}: {then.cover.versions.get(part, 'not there')} then, {now.get(part, 'not there')} now."
        for part in parts
        if then.cover.versions.get(part) != now.get(part)
    ]
    values = {a.id: a.value for a in run.prepared.assumptions.in_force()}
    found += [
        f"Assumption {a}: {then.cover.assumptions.get(a, 'not there')} then, {values.get(a, 'not there')} now."
        for a in sorted({*then.cover.assumptions, *values})
        if then.cover.assumptions.get(a) != values.get(a)
    ]
    return tuple(found)


def _alike(then: float | None, now: float | None) -> bool:
    if then is None or now is None:
        return then is now
    return math.isclose(then, now, rel_tol=ALIKE, abs_tol=ALIKE)


def _worth(value: float | None) -> str:
    return "nothing known" if value is None else f"{value:,.4f}"


def _decided(then: Rows, now: Rows) -> list[str]:
    """Bids funded then and not now, funded now and not then, and those that start otherwise."""
    titles = {r["bid_id"]: f"{r['title']} ({r['bid_id']})" for r in (*now, *then)}
    starts = [{r["bid_id"]: r["start_year"] for r in rows if r["decision"] == "funded"} for rows in (then, now)]
    before, after = starts
    gone, come = sorted(set(before) - set(after)), sorted(set(after) - set(before))
    moved = [b for b in sorted(set(before) & set(after)) if before[b] != after[b]]
    other = {r["bid_id"]: (r["rank"], r["decision"]) for r in now}
    ranks = [r["bid_id"] for r in then if other.get(r["bid_id"]) != (r["rank"], r["decision"])]
    return [
        *_listed("Funded then and not now", (titles[b] for b in gone)),
        *_listed("Funded now and not then", (titles[b] for b in come)),
        *_listed("Starts otherwise", (f"{titles[b]}, {before[b]} then and {after[b]} now" for b in moved)),
        *_listed("Placed otherwise in the list", (titles[b] for b in sorted(ranks) if b not in {*gone, *come})),
    ]


def _paid(then: Rows, now: Rows) -> list[str]:
    before, after = ({(r["pot_id"], r["bid_id"], r["financial_year"]): r["amount_gbp"] for r in p} for p in (then, now))
    other = sorted(k for k in {*before, *after} if before.get(k) != after.get(k))
    return _listed(
        "Paid otherwise",
        (
            f"{pot} to {bid} in {year}, £{before.get((pot, bid, year), '0.00')} then and "
            f"£{after.get((pot, bid, year), '0.00')} now"
            for pot, bid, year in other
        ),
    )


def _entered(then: Rows, now: Rows) -> list[str]:
    before, after = ({r["bid_id"]: r["enters_at_scale"] for r in rows} for rows in (then, now))
    other = sorted(b for b in {*before, *after} if before.get(b) != after.get(b))
    said = (f"{b}, at {before.get(b) or 'no'} times the money then and {after.get(b) or 'no'} times now" for b in other)
    return _listed("Comes into the priority list otherwise", said)


def _listed(what: str, items: Iterable[str]) -> list[str]:
    """`What: one; two; and 3 more.`; nothing where there is none."""
    every = list(items)
    if not every:
        return []
    more = [f"and {len(every) - MOST_SAID} more"] if len(every) > MOST_SAID else []
    return [f"{what}: {'; '.join([*every[:MOST_SAID], *more])}."]
