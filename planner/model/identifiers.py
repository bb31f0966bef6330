"""Identifiers: which need quotes in which database, and names that stay unique where a schema shares them."""

from __future__ import annotations

from typing import Final

from planner.model.database import Table
from planner.model.decisions import DialectName
from planner.naming import fit


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EVERYWHERE = _words(
    "add all alter and any as asc between both by case check collate column constraint create cross current_date "
    "current_time current_timestamp current_user default delete desc distinct drop else end except exists false fetch "
    "for foreign from full grant group having in index inner insert intersect into is join key leading left like limit "
    "natural not null offset on or order outer primary references returning right row rows select set table then to "
    "trailing trigger true union unique update user using values when where window with"
)
POSTGRESQL = _EVERYWHERE | _words(
    "analyse analyze array asymmetric authorization binary cast collation concurrently current_catalog current_role "
    "current_schema deferrable do freeze ilike initially isnull lateral localtime localtimestamp notnull only overlaps "
    "placing session_user similar some symmetric system_user tablesample variadic verbose"
)
SQLITE = _EVERYWHERE | _words(
    "abort action after always analyze attach autoincrement before begin cascade cast commit conflict current database "
    "deferrable deferred detach do each escape exclude exclusive explain fail filter first following generated glob "
    "groups if ignore immediate indexed initially instead isnull last match materialized no nothing notnull nulls of "
    "others over partition plan pragma preceding query raise range recursive regexp reindex release rename replace "
    "restrict rollback savepoint temp temporary ties transaction unbounded vacuum view virtual without"
)
MYSQL = _EVERYWHERE | _words(
    "accessible analyze asensitive before bigint binary blob body call cascade change char character condition "
    "continue convert cube cume_dist current_role cursor database databases day_hour day_microsecond day_minute day_second "
    "dec decimal declare delayed dense_rank describe deterministic distinctrow div do_domain_ids double dual each "
    "elseif elsif empty enclosed escaped exception exit explain first_value float float4 float8 force fulltext function "
    "general generated get goto grouping groups high_priority hour_microsecond hour_minute hour_second if ignore "
    "ignore_domain_ids ignore_server_ids infile inout insensitive int int1 int2 int3 int4 int8 integer interval "
    "io_after_gtids io_before_gtids iterate json_table keys kill lag last_value lateral lead leave linear lines load "
    "localtime localtimestamp lock long longblob longtext loop low_priority manual master_bind "
    "master_heartbeat_period master_ssl_verify_server_cert match maxvalue mediumblob mediumint mediumtext middleint "
    "minute_microsecond minute_second mod modifies no_write_to_binlog nth_value ntile numeric of optimize "
    "optimizer_costs option optionally others out outfile over package page_checksum parallel parse_vcol_expr "
    "partition percent_rank precision procedure purge qualify raise range rank read reads read_write real recursive "
    "ref_system_id regexp release rename repeat replace require resignal restrict return revoke rlike row_number "
    "rownum rowtype schema schemas second_microsecond sensitive separator show signal slow smallint spatial specific "
    "sql sqlexception sqlstate sqlwarning sql_big_result sql_calc_found_rows sql_small_result ssl starting "
    "stats_auto_recalc stats_persistent stats_sample_pages stored straight_join sysdate system tablesample terminated "
    "tinyblob tinyint tinytext undo unlock unsigned usage use utc_date utc_time utc_timestamp varbinary varchar "
    "varcharacter varying virtual while write xor year_month zerofill"
)


def identifier(name: str, reserved: frozenset[str], mark: str) -> str:
    """The name, quoted where it is reserved or odd."""
    if name.isascii() and name.isidentifier() and name.islower() and name not in reserved:
        return name
    return f"{mark}{name.replace(mark, mark * 2)}{mark}"


class Identifiers(dict[str, str]):
    """Names as a dialect writes them, each worked out once."""

    def __init__(self, reserved: frozenset[str], mark: str) -> None:
        super().__init__()
        self._reserved = reserved
        self._mark = mark

    def __missing__(self, name: str) -> str:
        written = self[name] = identifier(name, self._reserved, self._mark)
        return written


_QUOTING: Final[dict[DialectName, tuple[frozenset[str], str]]] = {
    "postgresql": (POSTGRESQL, '"'),
    "mysql": (MYSQL, "`"),
    "mariadb": (MYSQL, "`"),
    "sqlite": (SQLITE, '"'),
}


def identifiers(dialect: DialectName) -> Identifiers:
    """How a database wants names written."""
    return Identifiers(*_QUOTING[dialect])


def primary_key_name(table: Table) -> str:
    """The name of a table's primary key."""
    return fit(f"{table.name}_pkey")
