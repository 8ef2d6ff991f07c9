/// What a question to the console may name. Whatever is not listed here is refused.
enum ConsoleWords {
  /// Tables that may be read; one that a file does not have is passed over.
  static let tables: Set<String> = [
    "actions", "audit", "bar_versions", "bars", "data_changes", "declared_trials", "delistings",
    "deliveries", "facts", "findings", "health_checks", "holdings", "index_members", "ingestions",
    "instrument_names", "instruments", "jobs", "minutes", "outcomes", "profiles", "proposals",
    "quarantined_answers", "quarantined_bars", "refusals", "run_caveats", "run_figures", "runs",
    "second_bars", "source_notes", "symbol_changes", "trial_figures", "trial_tombstones", "trials",
    "universe_members", "universes", "vault_openings", "vault_refusals", "vault_seals", "watchlist",
  ]

  /// Tables that nobody reads here: secrets, and what the store keeps for itself.
  static let hidden: Set<String> = [
    "accounts", "bar_months", "credentials", "run_reports", "schema_versions", "store_state",
    "trial_returns",
  ]

  /// Functions that stand for a table; each makes its rows as they are asked for.
  static let tableFunctions: Set<String> = [
    "generate_series", "generate_subscripts", "range", "unnest",
  ]

  /// Functions of values alone.
  ///
  /// Left out are those that reach files, settings, secrets, sequences or the log, that run a text
  /// as a statement, that wait, and that make a value of any size out of a short text, such as
  /// `repeat`: such a value lies outside DuckDB's limit of memory. So are those that compare two long
  /// texts letter by letter, such as `levenshtein`, for nothing stops them before they are through.
  static let functions: Set<String> = operators.union(aggregates).union(windows).union(scalars)

  private static let operators: Set<String> = [
    "!__postfix", "!~~", "!~~*", "%", "&", "&&", "*", "**", "+", "-", "->>", "/", "//", "<<", "<@",
    ">>", "@", "@>", "^", "^@", "|", "||", "~", "~~", "~~*", "~~~",
  ]

  private static let aggregates = words(
    """
    any_value approx_count_distinct approx_quantile arbitrary arg_max arg_max_null arg_min
    arg_min_null argmax argmin array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count
    count_if count_star countif covar_pop covar_samp entropy favg first fsum geomean
    geometric_mean group_concat histogram kahan_sum kurtosis kurtosis_pop last list listagg mad max
    max_by mean median min min_by mode product quantile quantile_cont quantile_disc regr_avgx
    regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
    reservoir_quantile sem skewness stddev stddev_pop stddev_samp string_agg sum sumkahan var_pop
    var_samp variance wavg weighted_avg
    """)

  private static let windows = words(
    """
    cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank
    rank_dense row_number
    """)

  private static let scalars = words(
    """
    abs acos acosh add age ago array_append array_apply array_concat array_contains array_distance
    array_distinct array_extract array_filter array_has array_has_all array_has_any array_length
    array_position array_prepend array_reverse array_slice array_sort array_to_string
    array_transform array_unique array_value ascii asin asinh atan atan2 atanh bit_count cardinality
    cbrt ceil ceiling century char_length character_length chr coalesce concat concat_ws contains
    cos cosh cot current_date date_add date_diff date_part date_sub date_trunc
    datediff datepart datesub datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month
    decade degrees divide element_at ends_with epoch epoch_ms epoch_ns epoch_us even exp factorial
    fdiv flatten floor fmod gamma gcd generate_subscripts greatest greatest_common_divisor hash hour
    if ifnull ilike_escape instr isfinite isinf isnan isodow isoyear
      json_array_length json_extract json_extract_path json_extract_path_text
    json_extract_string json_keys json_type json_valid json_value julian last_day lcase lcm least
    least_common_multiple left len length lgamma like_escape list_any_value list_append
    list_apply list_avg list_concat list_contains list_count list_distance list_distinct
    list_element list_extract list_filter list_first list_has list_has_all list_has_any list_indexof
    list_intersect list_last list_max list_median list_min list_pack list_position list_prepend
    list_product list_reduce list_reverse list_reverse_sort list_select list_slice list_sort
    list_stddev_pop list_stddev_samp list_sum list_transform list_unique list_value list_var_pop
    list_var_samp list_where list_zip ln log log10 log2 lower ltrim make_date make_time
    make_timestamp map map_entries map_extract map_from_entries map_keys map_values md5 microsecond
    millennium millisecond minute mod month monthname multiply nanosecond nextafter
    not_ilike_escape not_like_escape now nullif octet_length ord pi position pow power prefix
    quarter radians random regexp_escape regexp_extract regexp_extract_all regexp_full_match
    regexp_matches regexp_replace regexp_split_to_array replace reverse right round round_even
    roundbankers row row_to_json rtrim second sha1 sha256 sign signbit sin sinh split split_part
    sqrt starts_with str_split strftime string_split string_to_array strip_accents strlen strpos
    strptime struct_extract struct_pack substr substring subtract suffix tan tanh time_bucket
    timezone to_centuries to_days to_decades to_hours to_json to_microseconds to_millennia
    to_milliseconds to_minutes to_months to_quarters to_seconds to_timestamp to_weeks to_years today
    translate trim trunc try_strptime typeof ucase unicode unnest upper week weekday weekofyear xor
    year yearweek
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }
}
