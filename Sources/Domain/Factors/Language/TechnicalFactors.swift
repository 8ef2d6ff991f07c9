extension NamedFactor {
  /// Returns of the past and what they say of the next.
  static let momentum: [NamedFactor] = [
    NamedFactor(
      "momentum_12_1", .technical, "delay(close, 21) / delay(close, 252) - 1",
      "Return of the last year without its last month.",
      "Jegadeesh & Titman (1993), Journal of Finance 48(1)"),
    NamedFactor(
      "momentum_6_1", .technical, "delay(close, 21) / delay(close, 126) - 1",
      "Return of the last half year without its last month.",
      "Jegadeesh & Titman (1993), Journal of Finance 48(1)"),
    NamedFactor(
      "momentum_3", .technical, "close / delay(close, 63) - 1",
      "Return of the last quarter.",
      "Jegadeesh & Titman (1993), Journal of Finance 48(1)"),
    NamedFactor(
      "momentum_intermediate", .technical, "delay(close, 147) / delay(close, 252) - 1",
      "Return from twelve to seven months ago.",
      "Novy-Marx (2012), Journal of Financial Economics 103(3)"),
    NamedFactor(
      "momentum_sector_neutral", .technical,
      "indneutralize(delay(close, 21) / delay(close, 252) - 1, sector)",
      "Twelve-month momentum against the sector.",
      "Asness, Porter & Stevens (2000), Predicting Stock Returns Using Industry-Relative Firm Characteristics"
    ),
    NamedFactor(
      "momentum_of_sector", .technical,
      "group_mean(delay(close, 21) / delay(close, 126) - 1, cap, sector)",
      "Half-year momentum of the sector, weighted by capitalisation.",
      "Moskowitz & Grinblatt (1999), Journal of Finance 54(4)"),
    NamedFactor(
      "momentum_risk_adjusted", .technical,
      "(delay(close, 21) / delay(close, 252) - 1) / stddev(returns, 252)",
      "Twelve-month momentum over the year's volatility.",
      "Barroso & Santa-Clara (2015), Journal of Financial Economics 116(1)"),
    NamedFactor(
      "momentum_trend", .technical,
      "ts_regression(log(close), ts_step(1), 90, rettype=2) / ts_regression(log(close), "
        + "ts_step(1), 90, rettype=8)",
      "How clearly the logarithm of the price has risen over 90 sessions: slope over its standard error.",
      "Clenow (2015), Stocks on the Move"),
    NamedFactor(
      "momentum_time_series", .technical,
      "sign(close / delay(close, 252) - 1) / stddev(returns, 60)",
      "Direction of the last year over recent volatility.",
      "Moskowitz, Ooi & Pedersen (2012), Journal of Financial Economics 104(2)"),
    NamedFactor(
      "high_52_weeks", .technical, "close / ts_max(high, 252)",
      "Nearness to the highest price of the year.",
      "George & Hwang (2004), Journal of Finance 59(5)"),
    NamedFactor(
      "reversal_week", .technical, "-(close / delay(close, 5) - 1)",
      "Return of the last week, turned round.",
      "Lehmann (1990), Quarterly Journal of Economics 105(1)"),
    NamedFactor(
      "reversal_month", .technical, "-(close / delay(close, 21) - 1)",
      "Return of the last month, turned round.",
      "Jegadeesh (1990), Journal of Finance 45(3)"),
    NamedFactor(
      "reversal_long", .technical, "-(delay(close, 252) / delay(close, 1260) - 1)",
      "Return from five years to one year ago, turned round.",
      "De Bondt & Thaler (1985), Journal of Finance 40(3)"),
    NamedFactor(
      "reversal_sector_neutral", .technical, "-indneutralize(close / delay(close, 21) - 1, sector)",
      "Month's return against the sector, turned round.",
      "Da, Liu & Schaumburg (2014), Management Science 60(3)"),
    NamedFactor(
      "overnight_return", .technical, "mean(open / delay(close, 1) - 1, 21)",
      "Mean return from close to open over a month.",
      "Lou, Polk & Skouras (2019), Journal of Financial Economics 134(1)"),
    NamedFactor(
      "intraday_return", .technical, "mean(close / open - 1, 21)",
      "Mean return from open to close over a month.",
      "Lou, Polk & Skouras (2019), Journal of Financial Economics 134(1)"),
    NamedFactor(
      "gap_reversal", .technical, "-(open / delay(close, 1) - 1)",
      "The opening gap, turned round.",
      "Berkman, Koch, Tuttle & Zhang (2012), Journal of Financial and Quantitative Analysis 47(4)"),
    NamedFactor(
      "averages_50_200", .technical, "mean(close, 50) / mean(close, 200) - 1",
      "The 50-session average against that of 200.",
      "Brock, Lakonishok & LeBaron (1992), Journal of Finance 47(5)"),
    NamedFactor(
      "price_to_average_200", .technical, "close / mean(close, 200) - 1",
      "The price against its average of 200 sessions.",
      "Faber (2007), Journal of Wealth Management 9(4)"),
  ]

  /// Where the price stands among those of late.
  static let oscillators: [NamedFactor] = [
    NamedFactor(
      "rsi_14", .technical,
      "100 * mean(max2(delta(close, 1), 0), 14) / mean(abs(delta(close, 1)), 14)",
      "Relative strength index with plain means, 0 to 100.",
      "Wilder (1978), New Concepts in Technical Trading Systems"),
    NamedFactor(
      "macd", .technical,
      "(ts_decay_exp_window(close, 60, 0.8461538461538461) - ts_decay_exp_window(close, 120, "
        + "0.9259259259259259)) / close",
      "Exponential averages of 12 and 26 sessions, their difference over the price.",
      "Appel (2005), Technical Analysis: Power Tools for Active Investors"),
    NamedFactor(
      "bollinger_position", .technical, "(close - mean(close, 20)) / (2 * stddev(close, 20))",
      "Where the price stands between the Bollinger bands, −1 to 1 within them.",
      "Bollinger (2001), Bollinger on Bollinger Bands"),
    NamedFactor(
      "bollinger_width", .technical, "4 * stddev(close, 20) / mean(close, 20)",
      "Distance of the Bollinger bands over their middle.",
      "Bollinger (2001), Bollinger on Bollinger Bands"),
    NamedFactor(
      "stochastic_14", .technical,
      "100 * (close - ts_min(low, 14)) / (ts_max(high, 14) - ts_min(low, 14))",
      "Where the close stands in the range of 14 sessions, 0 to 100.",
      "Lane (1984), Technical Analysis of Stocks & Commodities 2(3)"),
    NamedFactor(
      "williams_r_14", .technical,
      "-100 * (ts_max(high, 14) - close) / (ts_max(high, 14) - ts_min(low, 14))",
      "Distance from the highest price of 14 sessions, −100 to 0.",
      "Williams (1979), How I Made One Million Dollars Trading Commodities"),
    NamedFactor(
      "donchian_position", .technical,
      "(close - ts_min(delay(low, 1), 20)) / (ts_max(delay(high, 1), 20) - ts_min(delay(low, "
        + "1), 20))",
      "Where the close stands in the channel of the 20 sessions before; above 1 is a break-out.",
      "Donchian (1960), Commodity Research Bureau Yearbook"),
    NamedFactor(
      "aroon_25", .technical, "(ts_argmax(high, 25) - ts_argmin(low, 25)) / 24",
      "Whether the highest or the lowest price of 25 sessions came later.",
      "Chande & Kroll (1994), The New Technical Trader"),
    NamedFactor(
      "cci_20", .technical,
      "((high + low + close) / 3 - mean((high + low + close) / 3, 20)) / (0.015 * "
        + "mean(abs((high + low + close) / 3 - mean((high + low + close) / 3, 20)), 20))",
      "Commodity channel index, its deviations taken from the moving mean.",
      "Lambert (1980), Commodities 9(10)"),
    NamedFactor(
      "efficiency_ratio_10", .technical, "abs(delta(close, 10)) / sum(abs(delta(close, 1)), 10)",
      "Way made over way gone in ten sessions.",
      "Kaufman (1995), Smarter Trading"),
    NamedFactor(
      "choppiness_14", .technical,
      "log(sum(max2(high - low, abs(high - delay(close, 1)), abs(low - delay(close, 1))), 14) / "
        + "(ts_max(high, 14) - ts_min(low, 14))) / log(14)",
      "Way gone over range in 14 sessions, as a logarithm.",
      "Dreiss (1993), Choppiness Index"),
    NamedFactor(
      "vortex_14", .technical,
      "(sum(abs(high - delay(low, 1)), 14) - sum(abs(low - delay(high, 1)), 14)) / "
        + "sum(max2(high - low, abs(high - delay(close, 1)), abs(low - delay(close, 1))), 14)",
      "Upward less downward movement over the true range.",
      "Botes & Siepman (2010), Technical Analysis of Stocks & Commodities 28(1)"),
    NamedFactor(
      "keltner_position", .technical,
      "(close - mean(close, 20)) / (2 * mean(max2(high - low, abs(high - delay(close, 1)), "
        + "abs(low - delay(close, 1))), 20))",
      "Where the price stands between the Keltner bands.",
      "Keltner (1960), How to Make Money in Commodities"),
    NamedFactor(
      "balance_of_power_14", .technical, "mean((close - open) / (high - low), 14)",
      "Mean of the body over the range of each session.",
      "Livshin (2001), Technical Analysis of Stocks & Commodities 19(8)"),
    NamedFactor(
      "internal_bar_strength", .technical, "-(close - low) / (high - low)",
      "Where the close stands in the session's range, turned round.",
      "Pagonidis (2014), The IBS Effect"),
    NamedFactor(
      "autocorrelation_60", .technical, "correlation(returns, delay(returns, 1), 60)",
      "Correlation of each return with the one before.",
      "Lo & MacKinlay (1990), Review of Financial Studies 3(2)"),
    NamedFactor(
      "variance_ratio_5", .technical,
      "stddev(close / delay(close, 5) - 1, 60) ^ 2 / (5 * stddev(returns, 60) ^ 2)",
      "Variance of five-session returns over five times that of single ones.",
      "Lo & MacKinlay (1988), Review of Financial Studies 1(1)"),
  ]
}
