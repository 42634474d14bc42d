"""Every address of the portal and what it answers to whom; ``test_addresses.py`` asks.

A cell is what GET gives: a status, ``in`` (sign in first) or ``go`` (led elsewhere). ``200>422`` says
what an empty POST gives besides; without ``>`` a POST has to be refused. The objects belong to one
market: ``trader`` and ``board`` are of it, ``trader_2`` and ``board_2`` of another market of the same
city, the ``stranger`` is an official of another city, ``inspect`` an inspector. ``name/variant`` is the
same address of another object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

ROLES = ("visitor", "trader", "trader_2", "board", "board_2", "official", "stranger", "inspect", "admin")

TABLE = """
                                     visitor  trader   trader_2 board    board_2  official stranger inspect  admin
healthz                              200      200      200      200      200      200      200      200      200
readyz                               200      200      200      200      200      200      200      200      200
metrics                              200      200      200      200      200      200      200      200      200

account_login                        200>200  go>go    go>go    go>go    go>go    go>go    go>go    go>go    go>go
account_logout                       go>go    200>go   200>go   200>go   200>go   200>go   200>go   200>go   200>go
account_signup                       200>200  go>go    go>go    go>go    go>go    go>go    go>go    go>go    go>go
account_inactive                     200      200      200      200      200      200      200      200      200
account_reauthenticate               in       200>200  200>200  200>200  200>200  200>200  200>200  200>200  200>200
account_change_password              in       200>200  200>200  200>200  200>200  200>200  200>200  200>200  200>200
account_set_password                 in       go>go    go>go    go>go    go>go    go>go    go>go    go>go    go>go
account_reset_password               200>200  200>200  200>200  200>200  200>200  200>200  200>200  200>200  200>200
account_reset_password_done          200      200      200      200      200      200      200      200      200
account_reset_password_from_key      200>200  200>200  200>200  200>200  200>200  200>200  200>200  200>200  200>200
account_reset_password_from_key_done 200      200      200      200      200      200      200      200      200

market_list                          in       go       go       go       go       200      200      200      200
market_detail                        in       200      404      200      404      200      404      200      200
market_edit                          in       403      404      200>422  404      403      404      403      200>422
stall_list                           in       200      404      200      404      200      404      200      200
stall_add                            in       403      404      200>422  404      403      404      403      200>422
stall_add_many                       in       403      404      200>422  404      403      404      403      200>422
stall_edit                           in       403      404      200>422  404      403      404      403      200>422
stall_remove                         in       403      404      200>go   404      403      404      403      200>go
trader_list                          in       200      404      200      404      200      404      200      200
trader_add                           in       403      404      200>422  404      403      404      403      200>422
trader_detail                        in       200      404      200      404      200      404      200      200
trader_edit                          in       403      404      200>422  404      403      404      403      200>422
account_list                         in       200      404      200      404      200      404      200      200
account_add                          in       403      404      200>422  404      403      404      403      200>422
account_edit                         in       403      404      200>422  404      403      404      403      200>422
account_edit/locked                  in       403      404      200>go   404      403      404      403      200>go

session_list                         in       200      200      200      200      200      200      200      200
session_add                          in       403      403      200>422  200>422  403      403      403      200>422
session_edit                         in       403      404      200>422  404      403      404      403      200>422

import_list                          in       200      200      200      200      200      200      200      200
import_upload                        in       403      403      200>422  200>422  403      403      403      200>200
template_download                    in       200      200      200      200      200      200      200      200
import_detail                        in       200      404      200>go   404      200      404      200      200>go
import_detail/waiting                in       404      404      200>422  404      200      404      200      200>422
import_discard                       in       405      405      405>go   405      405      405      405      405>go
import_discard/waiting               in       405      405      405>go   405      405      405      405      405>go
import_undo                          in       403      404      200>go   404      403      404      403      200>go
import_rejected_xlsx                 in       200      404      200      404      200      404      200      200
review_list                          in       403      403      go       go       go       go       go       go
review_words                         in       403      403      200>422  200>422  200      200      200      200>422
review_sessions                      in       403      403      200>422  200>422  200      200      200      200>422
review_products                      in       403      403      200>422  200>422  200      200      200      200>422
review_products/narrowed             in       403      403      200>422  404      200      404      200      200>422
review_holds                         in       403      403      200>422  200>422  200      200      200      200>422
review_live_rows                     in       403      403      200>422  200>422  200      200      200      200>422

home                                 200      200      200      200      200      200      200      200      200
figures                              in       go       go       go       go       go       go       go       go
city_figures                         in       403      403      403      403      200      200      200      200
city_figures/narrowed                in       403      403      403      403      200      404      200      200
market_figures                       in       403      403      200      404      200      404      200      200
stall_figures                        in       200      404      200      404      200      404      200      200
session_figures                      in       200      404      200      404      200      404      200      200
figure_lines                         in       200      200      200      200      200      200      200      200
figure_lines/narrowed                in       200      404      200      404      200      404      200      200
cell_lines                           in       200      404      200      404      200      404      200      200
definitions                          200      200      200      200      200      200      200      200      200
operations                           in       403      403      403      403      200      200      403      200
"""

CHANGERS = {"board", "board_2", "admin"}
"""Who may change anything but their own account; ``board_2`` has no way to the market's objects."""


@dataclass(frozen=True)
class Answer:
    """What one role gets at one address; ``posted`` is empty where a POST has to be refused."""

    got: str
    posted: str

    @classmethod
    def parse(cls, cell: str) -> Answer:
        got, _, posted = cell.partition(">")
        return cls(got, posted)


def answers() -> dict[str, dict[str, Answer]]:
    """Row → role → answer."""
    head, *lines = [line.split() for line in TABLE.splitlines() if line.strip()]
    assert tuple(head) == ROLES
    rows = {name: dict(zip(ROLES, map(Answer.parse, cells), strict=True)) for name, *cells in lines}
    assert len(rows) == len(lines), "a row stands twice in the table"
    return rows


def patterns(within: list[URLPattern | URLResolver] | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the URLconf with its full name, empty for the administration's two unnamed ones."""
    for entry in get_resolver().url_patterns if within is None else within:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from patterns(entry.url_patterns, inner)
        else:
            yield (f"{space}{entry.name}" if entry.name else ""), entry
