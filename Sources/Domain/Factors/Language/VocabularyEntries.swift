extension Vocabulary {
  private static let arithmetic = "Arithmetic"
  private static let logic = "Conditions"
  private static let window = "One symbol over time"
  private static let row = "All symbols of a session"
  private static let group = "Symbols by group"

  static let arithmeticEntries: [Entry] = [
    Entry(
      "abs", "x", .plain(.absolute), in: arithmetic, "The value without its sign.", "abs(returns)"),
    Entry(
      "log", "x", .plain(.logarithm), in: arithmetic,
      "Natural logarithm; missing for zero and below.", "log(volume)"),
    Entry("exp", "x", .plain(.exponential), in: arithmetic, "e to the power of x.", "exp(returns)"),
    Entry("sign", "x", .plain(.sign), in: arithmetic, "−1, 0 or 1.", "sign(delta(close, 1))"),
    Entry(
      "sqrt", "x", .plain(.squareRoot), in: arithmetic,
      "Square root; missing below zero.", "sqrt(high * low)"),
    Entry(
      "inverse", "x", .plain(.inverse), in: arithmetic, "1 / x; missing for zero.", "inverse(close)"
    ),
    Entry("reverse", "x", .plain(.negate), in: arithmetic, "−x.", "reverse(returns)"),
    Entry(
      "s_log_1p signed_log", "x", .plain(.signedLog), in: arithmetic,
      "sign(x) × log(1 + |x|).", "s_log_1p(delta(volume, 1))"),
    Entry(
      "power", "x, y", .plain(.power), in: arithmetic,
      "x ^ y; missing for a negative x with a fractional y.", "power(close, 2)"),
    Entry(
      "signedpower signed_power", "x, y", .plain(.signedPower), in: arithmetic,
      "sign(x) × |x| ^ y.", "signedpower(returns, 0.5)"),
    Entry(
      "add", "x, y, ..., filter=false", .chain(.add), in: arithmetic,
      "The sum of the values; with `filter=true` a missing one counts as 0.", "add(open, high, low)"
    ),
    Entry(
      "subtract", "x, y, ..., filter=false", .chain(.subtract), in: arithmetic,
      "The first value less the others; with `filter=true` a missing one counts as 0.",
      "subtract(high, low)"),
    Entry(
      "multiply", "x, y, ..., filter=false", .chain(.multiply), in: arithmetic,
      "The product of the values; with `filter=true` a missing one counts as 1.",
      "multiply(close, volume)"),
    Entry(
      "divide", "x, y", .plain(.divide), in: arithmetic,
      "x / y; missing where y is zero.", "divide(close, open)"),
    Entry(
      "min2", "x, y, ...", .chain(.minimum), in: arithmetic,
      "The smallest of the values, each cell by itself.", "min2(open, close)"),
    Entry(
      "max2", "x, y, ...", .chain(.maximum), in: arithmetic,
      "The largest of the values, each cell by itself.", "max2(returns, 0)"),
    Entry(
      "min", "x, y, ...", .overloaded(window: .windowMinimum, pair: .minimum), in: arithmetic,
      "`ts_min` when the second argument is a number, else `min2`.", "min(open, close)"),
    Entry(
      "max", "x, y, ...", .overloaded(window: .windowMaximum, pair: .maximum), in: arithmetic,
      "`ts_max` when the second argument is a number, else `max2`.", "max(open, close)"),
    Entry(
      "replace_missing", "x, value=0", .plain(.replaceMissing), in: arithmetic,
      "x, and a number where it is missing.", "replace_missing(returns, 0)"),
  ]

  static let logicalEntries: [Entry] = [
    Entry(
      "and", "p, q", .plain(.and), result: .condition, in: logic, "p && q.",
      "and(close > open, returns > 0)"),
    Entry(
      "or", "p, q", .plain(.or), result: .condition, in: logic, "p || q.",
      "or(close > open, returns > 0)"),
    Entry(
      "not", "p", .plain(.not), result: .condition, in: logic, "True where p is false.",
      "not(close > open)"),
    Entry(
      "is_nan", "x", .plain(.isMissing), result: .condition, in: logic,
      "True where the value is missing.", "is_nan(cap)"),
    Entry(
      "if_else", "condition, x, y", .plain(.select), in: logic,
      "condition ? x : y; missing where the condition is.", "if_else(returns > 0, close, open)"),
    Entry(
      "trade_when", "entry, x, exit", .tradeWhen, in: logic,
      "x where `entry` is true; missing where `exit` is; else yesterday's own value. −1 never exits.",
      "trade_when(volume > delay(volume, 1), returns, -1)"),
    Entry(
      "hump", "x, hump=0.01", .plain(.hump), in: logic,
      "Moves from its own value of yesterday only by what exceeds the threshold.",
      "hump(rank(close), hump=0.05)"),
  ]

  static let windowEntries: [Entry] = [
    Entry(
      "delay ts_delay", "x, d", .plain(.delay), in: window, "The value d rows ago.",
      "delay(close, 1)"),
    Entry(
      "delta ts_delta", "x, d", .plain(.delta), in: window,
      "x less its value d rows ago.", "delta(close, 5)"),
    Entry(
      "sum ts_sum", "x, d", .plain(.sum), in: window, "Sum over the window.", "sum(returns, 20)"),
    Entry(
      "mean ts_mean", "x, d", .plain(.mean), in: window, "Mean over the window.", "mean(close, 50)"),
    Entry(
      "product ts_product", "x, d", .plain(.product), in: window,
      "Product over the window.", "product(1 + returns, 20)"),
    Entry(
      "ts_min", "x, d", .plain(.windowMinimum), in: window, "Smallest of the window.",
      "ts_min(low, 20)"),
    Entry(
      "ts_max", "x, d", .plain(.windowMaximum), in: window, "Largest of the window.",
      "ts_max(high, 20)"),
    Entry(
      "ts_argmax ts_arg_max", "x, d", .conventional(.argumentMaximum), in: window,
      "Where the largest value stands: by the conventions from the oldest row (1), or rows since.",
      "ts_argmax(close, 10)"),
    Entry(
      "ts_argmin ts_arg_min", "x, d", .conventional(.argumentMinimum), in: window,
      "Where the smallest value stands: by the conventions from the oldest row (1), or rows since.",
      "ts_argmin(close, 10)"),
    Entry(
      "ts_rank", "x, d, constant=0", .plain(.windowRank), in: window,
      "Today's average rank in the window over its length, in (0, 1], plus a constant.",
      "ts_rank(close, 9)"),
    Entry(
      "decay_linear ts_decay_linear", "x, d, dense=auto", .conventional(.decayLinear), in: window,
      "Mean with weights that rise to today. `dense=true` spreads them over the values that are there, "
        + "`dense=false` counts missing ones as zero; else the conventions decide.",
      "decay_linear(returns, 10)"),
    Entry(
      "ts_decay_exp_window", "x, d, factor", .plain(.decayExponential), in: window,
      "Mean with weights factor ^ age.", "ts_decay_exp_window(close, 20, 0.9)"),
    Entry(
      "ts_scale", "x, d, constant=0", .plain(.windowScale), in: window,
      "(x − minimum) / (maximum − minimum) of the window, plus a constant.", "ts_scale(close, 20)"),
    Entry(
      "ts_av_diff", "x, d", .plain(.averageDifference), in: window,
      "x less the window's mean.", "ts_av_diff(close, 20)"),
    Entry(
      "ts_max_diff", "x, d", .plain(.maximumDifference), in: window,
      "x less the window's largest value.", "ts_max_diff(close, 20)"),
    Entry(
      "ts_count_nans", "x, d", .plain(.countMissing), in: window,
      "How many of the window are missing.", "ts_count_nans(volume, 20)"),
    Entry(
      "ts_backfill", "x, d, k=1", .plain(.backfill), in: window,
      "The newest value of the window that is there, or the k-th newest.", "ts_backfill(equity, 60)"
    ),
    Entry(
      "kth_element", "x, d, k", .plain(.kthElement), in: window,
      "The k-th newest value of the window that is there.", "kth_element(close, 10, 2)"),
    Entry(
      "last_diff_value", "x, d", .plain(.lastDifferentValue), in: window,
      "The newest value of the window that differs from today's.", "last_diff_value(equity, 120)"),
    Entry(
      "days_from_last_change", "x, d=252", .plain(.daysSinceChange), in: window,
      "Rows since the value last changed, within the window.", "days_from_last_change(equity)"),
    Entry(
      "ts_step step", "a=1", .step, in: window, "1, 2, 3, … by row.", "ts_step(1) * rank(close)"),
  ]

  static let momentEntries: [Entry] = [
    Entry(
      "stddev ts_std_dev ts_stddev", "x, d", .plain(.standardDeviation), in: window,
      "Standard deviation of the window, with n − 1.", "stddev(returns, 20)"),
    Entry(
      "ts_zscore", "x, d", .plain(.windowZScore), in: window,
      "(x − mean) / standard deviation of the window.", "ts_zscore(close, 20)"),
    Entry(
      "ts_ir", "x, d", .plain(.informationRatio), in: window,
      "Mean over standard deviation of the window.", "ts_ir(returns, 60)"),
    Entry(
      "ts_skewness", "x, d", .plain(.windowSkewness), in: window,
      "Skewness of the window.", "ts_skewness(returns, 60)"),
    Entry(
      "ts_kurtosis", "x, d", .plain(.windowKurtosis), in: window,
      "Kurtosis of the window.", "ts_kurtosis(returns, 60)"),
    Entry(
      "ts_entropy", "x, d", .plain(.windowEntropy), in: window,
      "Entropy of a histogram of the window with ten bins, in nats.", "ts_entropy(returns, 60)"),
    Entry(
      "ts_quantile", "x, d, driver=gaussian", .plain(.windowQuantile), in: window,
      "The window's rank drawn onto a distribution: gaussian, uniform or cauchy.",
      "ts_quantile(close, 60)"),
    Entry(
      "correlation ts_corr ts_correlation", "x, y, d", .plain(.correlation), in: window,
      "Correlation over the window; missing when one side does not vary.",
      "correlation(close, volume, 10)"),
    Entry(
      "covariance ts_covariance", "x, y, d", .plain(.covariance), in: window,
      "Covariance over the window, with n − 1.", "covariance(close, volume, 10)"),
    Entry(
      "ts_regression", "y, x, d, lag=0, rettype=0", .regression, in: window,
      "Least squares of y on x of `lag` rows before. `rettype`: 0 residual, 1 intercept, 2 slope, "
        + "3 fitted value, 4 sum of squared residuals, 5 total sum of squares, 6 R², 7 mean squared "
        + "error, 8 standard error of the slope, 9 of the intercept.",
      "ts_regression(returns, delay(returns, 1), 60, rettype=2)"),
  ]

  static let rowEntries: [Entry] = [
    Entry(
      "rank", "x, rate=2", .conventional(.rank), in: row,
      "Rank among the session's symbols, ties averaged: by the conventions in (0, 1] or [0, 1]. "
        + "`rate` is read and has no effect: the sort is always exact.", "rank(close)"),
    Entry(
      "zscore", "x", .plain(.zScore), in: row,
      "(x − mean) / standard deviation of the session.", "zscore(returns)"),
    Entry(
      "normalize", "x, useStd=false, limit=0", .plain(.normalize), in: row,
      "x less the session's mean, with `useStd=true` over its standard deviation, within ±limit.",
      "normalize(returns)"),
    Entry(
      "quantile", "x, driver=gaussian, sigma=1", .plain(.quantile), in: row,
      "The session's ranks drawn onto a distribution: gaussian, uniform or cauchy.",
      "quantile(close)"),
    Entry(
      "scale", "x, scale=1, longscale=0, shortscale=0", .plain(.scale), in: row,
      "Scaled so that the absolute values of the session add up to `scale`; or longs and shorts each "
        + "to their own sum.", "scale(rank(close) - 0.5)"),
    Entry(
      "winsorize", "x, std=4", .plain(.winsorize), in: row,
      "Cut at so many standard deviations from the session's mean.", "winsorize(returns, std=3)"),
    Entry(
      "truncate", "x, lowest=0.01, highest=0.01", .plain(.truncate), in: row,
      "Limited to the values left when these shares of the symbols are cut off.",
      "truncate(returns)"),
    Entry(
      "vector_neut regression_neut", "x, y, ...", .plain(.neutralizeVector), in: row,
      "What least squares on the other values leaves of the first, across the session's symbols.",
      "vector_neut(returns, log(cap))"),
  ]

  static let groupEntries: [Entry] = [
    Entry(
      "indneutralize group_neutralize", "x, group", .plain(.groupNeutralize), in: group,
      "x less its group's mean.", "indneutralize(close, sector)"),
    Entry(
      "group_rank", "x, group", .conventional(.groupRank), in: group,
      "Rank within the group, as `rank`.", "group_rank(returns, sector)"),
    Entry(
      "group_zscore", "x, group", .plain(.groupZScore), in: group,
      "(x − mean) / standard deviation of the group.", "group_zscore(returns, sector)"),
    Entry(
      "group_scale", "x, group", .plain(.groupScale), in: group,
      "(x − minimum) / (maximum − minimum) of the group.", "group_scale(returns, sector)"),
    Entry(
      "group_count", "x, group", .plain(.groupCount), in: group,
      "How many of the group have a value.", "group_count(close, sector)"),
    Entry(
      "group_median", "x, group", .plain(.groupMedian), in: group,
      "Median of the group.", "group_median(returns, sector)"),
    Entry(
      "group_std_dev", "x, group", .plain(.groupStandardDeviation), in: group,
      "Standard deviation of the group.", "group_std_dev(returns, sector)"),
    Entry(
      "group_mean", "x, weight, group", .plain(.groupMean), in: group,
      "Weighted mean of the group.", "group_mean(returns, cap, sector)"),
    Entry(
      "group_backfill", "x, group, d, std=4", .plain(.groupBackfill), in: group,
      "The group's winsorised mean where the value has been missing for the whole window.",
      "group_backfill(equity, sector, 60)"),
    Entry(
      "bucket", "x, range=\"0;1;0.1\"", .bucket, result: .group, in: group,
      "A group by value: first edge, last edge and step, with commas or semicolons between.",
      "group_rank(returns, bucket(rank(cap), range=\"0.1, 1, 0.1\"))"),
    Entry(
      "densify", "group", .densify, result: .group, in: group,
      "The group itself; its numbering never matters.", "indneutralize(close, densify(sector))"),
  ]
}
