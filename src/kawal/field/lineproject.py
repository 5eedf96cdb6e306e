"""Lines of words -> rows."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from kawal.field.model import PublicPart
from kawal.field.tables import LINE, LINE_KEY
from kawal.store.events import RecordedReport

LINE_KIND = "line"


def fold_lines(connection: Connection, reports: Sequence[tuple[RecordedReport, PublicPart]]) -> None:
    """Keep the lines among reports that are new; a line that answers or corrects another closes that one."""
    for entry, public in reports:
        if public.kind != LINE_KIND:
            continue
        said = {name: str(value) for name, value in public.data.items() if isinstance(value, str)}
        connection.execute(
            insert(LINE).values(
                position=entry.index,
                id=public.id,
                gate=said.get("gate", ""),
                state=said["state"],
                asks=said.get("asks", ""),
                at_ms=public.at,
                received=entry.at.isoformat(),
                account=public.by,
                assurance=public.assurance,
                person=said.get("person", ""),
                role=said.get("role", ""),
                place=public.place,
                sheet=said.get("sheet", ""),
                re=said.get("re", ""),
                facts=msgspec.json.encode(public.facts),
                closed_by=None,
                void=False,
            )
        )
        if "key" in said:
            connection.execute(insert(LINE_KEY).values(key=said["key"], position=entry.index))
        if "re" in said:
            values: dict[str, object] = {"closed_by": entry.index}
            if public.data.get("corrects"):
                values["void"] = True
            connection.execute(LINE.update().where(LINE.c.id == said["re"]).values(**values))
