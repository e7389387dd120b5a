"""Files that come with the official ones and hold nothing a case is made of, each with its reason."""

from prioritise.sources.headers import Field

NOT_NEEDED: tuple[tuple[tuple[Field, ...], str], ...] = (
    (
        (Field("slug", ("slug",)), Field("name", ("name",)), Field("started", ("start-date",))),
        "a list of the codes a data set uses: it names no site, money or place",
    ),
    (
        (Field("file", ("file", "path")), Field("hash", ("sha256", "resource"))),
        "a list of files and where each came from: it holds no rows of its own",
    ),
)
