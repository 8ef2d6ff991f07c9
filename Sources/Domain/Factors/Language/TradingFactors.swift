extension NamedFactor {
  /// How much the price moves, and how.
  static let volatility: [NamedFactor] = [
    NamedFactor(
      "volatility_20", .technical, "-stddev(returns, 20)",
      "Volatility of a month, turned round.",
      "Ang, Hodrick, Xing & Zhang (2006), Journal of Finance 61(1)"),
    NamedFactor(
      "volatility_252", .technical, "-stddev(returns, 252)",
      "Volatility of a year, turned round.",
      "Blitz & van Vliet (2007), Journal of Portfolio Management 34(1)"),
    NamedFactor(
      "volatility_downside", .technical, "-sqrt(mean(min2(returns, 0) ^ 2, 60))",
      "Root mean square of the losses of a quarter, turned round.",
      "Ang, Chen & Xing (2006), Review of Financial Studies 19(4)"),
    NamedFactor(
      "volatility_idiosyncratic", .technical,
      "-sqrt(ts_regression(returns, returns - normalize(returns), 60, rettype=7))",
      "What the mean of all symbols leaves of the volatility, turned round.",
      "Ang, Hodrick, Xing & Zhang (2006), Journal of Finance 61(1)"),
    NamedFactor(
      "beta_252", .technical,
      "-ts_regression(returns, returns - normalize(returns), 252, rettype=2)",
      "Slope on the mean return of all symbols, turned round.",
      "Frazzini & Pedersen (2014), Journal of Financial Economics 111(1)"),
    NamedFactor(
      "correlation_with_market", .technical,
      "-correlation(returns, returns - normalize(returns), 252)",
      "Correlation with the mean return of all symbols, turned round.",
      "Asness, Frazzini, Gormsen & Pedersen (2020), Journal of Financial Economics 135(3)"),
    NamedFactor(
      "atr_14", .technical,
      "mean(max2(high - low, abs(high - delay(close, 1)), abs(low - delay(close, 1))), 14) / "
        + "close",
      "Mean true range over the price.",
      "Wilder (1978), New Concepts in Technical Trading Systems"),
    NamedFactor(
      "volatility_parkinson", .technical, "sqrt(mean(log(high / low) ^ 2, 20) / 2.772588722239781)",
      "Volatility from the ranges of 20 sessions.",
      "Parkinson (1980), Journal of Business 53(1)"),
    NamedFactor(
      "volatility_garman_klass", .technical,
      "sqrt(mean(0.5 * log(high / low) ^ 2 - 0.3862943611198906 * log(close / open) ^ 2, 20))",
      "Volatility from ranges and bodies of 20 sessions.",
      "Garman & Klass (1980), Journal of Business 53(1)"),
    NamedFactor(
      "skewness_60", .technical, "-ts_skewness(returns, 60)",
      "Skewness of a quarter's returns, turned round.",
      "Amaya, Christoffersen, Jacobs & Vasquez (2015), Journal of Financial Economics 118(1)"),
    NamedFactor(
      "kurtosis_60", .technical, "ts_kurtosis(returns, 60)",
      "Kurtosis of a quarter's returns.",
      "Amaya, Christoffersen, Jacobs & Vasquez (2015), Journal of Financial Economics 118(1)"),
    NamedFactor(
      "maximum_return", .technical, "-ts_max(returns, 21)",
      "Best session of the month, turned round.",
      "Bali, Cakici & Whitelaw (2011), Journal of Financial Economics 99(2)"),
    NamedFactor(
      "drawdown_126", .technical, "close / ts_max(close, 126) - 1",
      "Distance from the highest close of half a year.",
      "Chekhlov, Uryasev & Zabarankin (2005), International Journal of Theoretical and Applied Finance 8(1)"
    ),
    NamedFactor(
      "information_ratio_126", .technical, "ts_ir(returns, 126)",
      "Mean return over its deviation in half a year.",
      "Sharpe (1994), Journal of Portfolio Management 21(1)"),
  ]

  /// Volume, liquidity and what they say with the price.
  static let trading: [NamedFactor] = [
    NamedFactor(
      "amihud_21", .technical, "mean(abs(returns) / (close * volume), 21)",
      "Move per traded money: illiquidity.",
      "Amihud (2002), Journal of Financial Markets 5(1)"),
    NamedFactor(
      "roll_spread", .technical,
      "2 * sqrt(max2(-covariance(delta(close, 1), delay(delta(close, 1), 1), 21), 0)) / close",
      "Effective spread from the bounce of the closes.",
      "Roll (1984), Journal of Finance 39(4)"),
    NamedFactor(
      "zero_return_share", .technical, "mean(returns == 0, 60)",
      "Share of sessions without a move.",
      "Lesmond, Ogden & Trzcinka (1999), Review of Financial Studies 12(5)"),
    NamedFactor(
      "traded_money", .technical, "-log(adv21)",
      "Logarithm of the money traded a session, turned round.",
      "Brennan, Chordia & Subrahmanyam (1998), Journal of Financial Economics 49(3)"),
    NamedFactor(
      "traded_money_variation", .technical,
      "-stddev(close * volume, 60) / mean(close * volume, 60)",
      "Variation of the money traded, turned round.",
      "Chordia, Subrahmanyam & Anshuman (2001), Journal of Financial Economics 59(1)"),
    NamedFactor(
      "volume_surprise", .technical, "volume / mean(volume, 20) - 1",
      "Today's volume against that of a month.",
      "Gervais, Kaniel & Mingelgrin (2001), Journal of Finance 56(3)"),
    NamedFactor(
      "on_balance_volume", .technical, "sum(sign(delta(close, 1)) * volume, 20) / sum(volume, 20)",
      "Volume of rising less that of falling sessions, over all of it.",
      "Granville (1963), New Key to Stock Market Profits"),
    NamedFactor(
      "money_flow_20", .technical,
      "sum(((close - low) - (high - close)) / (high - low) * volume, 20) / sum(volume, 20)",
      "Volume weighted by where the close stands in the range.",
      "Chaikin (1996), Chaikin Money Flow"),
    NamedFactor(
      "money_flow_index_14", .technical,
      "100 * sum(delta((high + low + close) / 3, 1) > 0 ? (high + low + close) / 3 * volume : "
        + "0, 14) / sum((high + low + close) / 3 * volume, 14)",
      "Share of the money that was traded in rising sessions, 0 to 100.",
      "Quong & Soudack (1989), Technical Analysis of Stocks & Commodities 7(3)"),
    NamedFactor(
      "force_index_13", .technical, "mean(delta(close, 1) * volume, 13) / mean(close * volume, 13)",
      "Move times volume over traded money.",
      "Elder (1993), Trading for a Living"),
    NamedFactor(
      "price_volume_correlation", .technical, "-correlation(close, volume, 20)",
      "Correlation of price and volume, turned round.",
      "Lee & Swaminathan (2000), Journal of Finance 55(5)"),
    NamedFactor(
      "vwap_deviation", .technical, "-(close / vwap - 1)",
      "The close against the session's mean price, turned round.",
      "Berkowitz, Logue & Noser (1988), Journal of Finance 43(1)"),
    NamedFactor(
      "turnover_21", .technical, "-mean(volume, 21) / shares_outstanding",
      "Shares traded over shares there are, turned round.",
      "Datar, Naik & Radcliffe (1998), Journal of Financial Markets 1(2)"),
  ]
}
