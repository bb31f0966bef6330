"""Reserved words: identifiers that a database would take for something else. Quoting more than needed does no harm."""

from __future__ import annotations

_COMMON = (
    "add all alter analyse analyze and any array as asc asymmetric between both by case cast check collate column constraint create cross "
    "current current_catalog current_date current_role current_time current_timestamp current_user default deferrable delete desc distinct do drop "
    "else end except exists explain false fetch filter for foreign from full function grant group groups having in index inner insert intersect interval "
    "into is isnull join key lateral leading left like limit localtime localtimestamp natural new not notnull null of offset old on only or order outer "
    "over overlaps partition placing primary procedure range rank recursive references release rename replace returning right row rows schema select "
    "session_user set similar some symmetric system table then to trailing transaction trigger true union unique update user using values variadic view when "
    "where window with"
)
_MYSQL = (
    "accessible asensitive before bigint binary blob call cascade change char character condition continue convert cube cume_dist cursor database databases "
    "day_hour day_microsecond day_minute day_second dec decimal declare delayed dense_rank describe deterministic distinctrow div double dual each elseif "
    "empty enclosed escaped except exit first_value float float4 float8 force fulltext generated get grouping high_priority hour_microsecond hour_minute "
    "hour_second if ignore infile inout insensitive int int1 int2 int3 int4 int8 integer io_after_gtids io_before_gtids iterate json_table keys kill lag "
    "last_value lead leave linear lines load lock long longblob longtext loop low_priority master_bind master_ssl_verify_server_cert match maxvalue "
    "mediumblob mediumint mediumtext middleint minute_microsecond minute_second mod modifies no_write_to_binlog nth_value ntile numeric optimize "
    "optimizer_costs option optionally out outfile percent_rank precision purge read reads read_write real regexp repeat require resignal restrict return "
    "revoke rlike row_number schemas second_microsecond sensitive separator show signal smallint spatial specific sql sqlexception sqlstate sqlwarning "
    "sql_big_result sql_calc_found_rows sql_small_result ssl starting stored straight_join terminated tinyblob tinyint tinytext undo unlock unsigned usage "
    "use utc_date utc_time utc_timestamp varbinary varchar varcharacter varying virtual while write xor year_month zerofill lines offset rows stats_auto_recalc "
    "page_checksum parse_vcol_expr position ref_system_id slow stats_persistent stats_sample_pages vcol uuid"
)
_SQLITE = (
    "abort action after always attach autoincrement before begin cascade commit conflict database deferred detach each escape exclude exclusive fail first "
    "following generated glob if ignore immediate indexed initially instead last match materialized no nothing nulls others plan pragma preceding query raise "
    "regexp reindex restrict rollback savepoint temp temporary ties unbounded vacuum virtual without"
)
_POSTGRESQL = "authorization binary collation concurrently freeze ilike tablesample verbose"
POSTGRESQL = frozenset(f"{_COMMON} {_POSTGRESQL}".split())
MYSQL = frozenset(f"{_COMMON} {_MYSQL}".split())
SQLITE = frozenset(f"{_COMMON} {_SQLITE}".split())
