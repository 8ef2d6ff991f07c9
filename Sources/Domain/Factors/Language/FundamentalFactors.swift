extension NamedFactor {
  /// What the price buys.
  static let value: [NamedFactor] = [
    NamedFactor(
      "earnings_yield", .fundamental, "net_income / cap",
      "Earnings over capitalisation.",
      "Basu (1977), Journal of Finance 32(3)"),
    NamedFactor(
      "book_to_market", .fundamental, "equity / cap",
      "Equity over capitalisation.",
      "Fama & French (1992), Journal of Finance 47(2)"),
    NamedFactor(
      "sales_yield", .fundamental, "revenue / cap",
      "Revenue over capitalisation.",
      "Barbee, Mukherji & Raines (1996), Financial Analysts Journal 52(2)"),
    NamedFactor(
      "cash_flow_yield", .fundamental, "operating_cash_flow / cap",
      "Operating cash flow over capitalisation.",
      "Lakonishok, Shleifer & Vishny (1994), Journal of Finance 49(5)"),
    NamedFactor(
      "free_cash_flow_yield", .fundamental, "free_cash_flow / cap",
      "Free cash flow over capitalisation.",
      "Hackel, Livnat & Rai (1994), Financial Analysts Journal 50(5)"),
    NamedFactor(
      "ebitda_to_enterprise_value", .fundamental, "ebitda / (cap + total_debt - cash)",
      "EBITDA over enterprise value.",
      "Loughran & Wellman (2011), Journal of Financial and Quantitative Analysis 46(6)"),
    NamedFactor(
      "dividend_yield", .fundamental, "dividends_paid / cap",
      "Dividends over capitalisation.",
      "Litzenberger & Ramaswamy (1979), Journal of Financial Economics 7(2)"),
    NamedFactor(
      "payout_yield", .fundamental, "(dividends_paid + shares_repurchased) / cap",
      "Dividends and repurchases over capitalisation.",
      "Boudoukh, Michaely, Richardson & Roberts (2007), Journal of Finance 62(2)"),
    NamedFactor(
      "research_to_market", .fundamental, "research_and_development / cap",
      "Research expense over capitalisation.",
      "Chan, Lakonishok & Sougiannis (2001), Journal of Finance 56(6)"),
    NamedFactor(
      "size", .fundamental, "-log(cap)",
      "Logarithm of capitalisation, turned round.",
      "Banz (1981), Journal of Financial Economics 9(1)"),
    NamedFactor(
      "value_composite", .fundamental,
      "zscore(equity / cap) + zscore(net_income / cap) + zscore(operating_cash_flow / cap) + "
        + "zscore(revenue / cap)",
      "Four yields in one.",
      "Asness, Moskowitz & Pedersen (2013), Journal of Finance 68(3)"),
    NamedFactor(
      "magic_formula", .fundamental,
      "rank(ebit / (cap + total_debt - cash)) + rank(ebit / (equity + total_debt - cash))",
      "Cheapness and return on capital by rank.",
      "Greenblatt (2005), The Little Book That Beats the Market"),
  ]

  /// What the company earns, and how soundly.
  static let quality: [NamedFactor] = [
    NamedFactor(
      "gross_profitability", .fundamental, "gross_profit / total_assets",
      "Gross profit over assets.",
      "Novy-Marx (2013), Journal of Financial Economics 108(1)"),
    NamedFactor(
      "operating_profitability", .fundamental,
      "(revenue - cost_of_revenue - selling_general_administrative - interest_expense) / equity",
      "Operating profit after interest over equity.",
      "Fama & French (2015), Journal of Financial Economics 116(1)"),
    NamedFactor(
      "cash_profitability", .fundamental, "operating_cash_flow / total_assets",
      "Operating cash flow over assets.",
      "Ball, Gerakos, Linnainmaa & Nikolaev (2016), Journal of Financial Economics 121(1)"),
    NamedFactor(
      "return_on_equity", .fundamental, "net_income / equity",
      "Earnings over equity.",
      "Hou, Xue & Zhang (2015), Review of Financial Studies 28(3)"),
    NamedFactor(
      "return_on_assets", .fundamental, "net_income / total_assets",
      "Earnings over assets.",
      "Balakrishnan, Bartov & Faurel (2010), Journal of Accounting and Economics 50(1)"),
    NamedFactor(
      "return_on_capital", .fundamental, "ebit / (equity + total_debt - cash)",
      "Operating earnings over invested capital.",
      "Greenblatt (2005), The Little Book That Beats the Market"),
    NamedFactor(
      "gross_margin", .fundamental, "gross_profit / revenue",
      "Gross profit over revenue.",
      "Piotroski (2000), Journal of Accounting Research 38"),
    NamedFactor(
      "operating_margin", .fundamental, "operating_income / revenue",
      "Operating income over revenue.",
      "Soliman (2008), Accounting Review 83(3)"),
    NamedFactor(
      "asset_turnover", .fundamental, "revenue / total_assets",
      "Revenue over assets.",
      "Soliman (2008), Accounting Review 83(3)"),
    NamedFactor(
      "accruals", .fundamental, "-(net_income - operating_cash_flow) / total_assets",
      "Earnings that are not cash, over assets, turned round.",
      "Sloan (1996), Accounting Review 71(3)"),
    NamedFactor(
      "net_operating_assets", .fundamental,
      "-((total_assets - cash) - (total_liabilities - total_debt)) / delay(total_assets, 252)",
      "Operating assets less operating liabilities, over last year's assets, turned round.",
      "Hirshleifer, Hou, Teoh & Zhang (2004), Journal of Accounting and Economics 38"),
    NamedFactor(
      "leverage", .fundamental, "-total_debt / total_assets",
      "Debt over assets, turned round.",
      "Bhandari (1988), Journal of Finance 43(2)"),
    NamedFactor(
      "current_ratio", .fundamental, "current_assets / current_liabilities",
      "What is due soon over what must be paid soon.",
      "Ou & Penman (1989), Journal of Accounting and Economics 11(4)"),
    NamedFactor(
      "interest_coverage", .fundamental, "ebit / interest_expense",
      "Operating earnings over interest.",
      "Altman (1968), Journal of Finance 23(4)"),
    NamedFactor(
      "altman_z", .fundamental,
      "1.2 * (current_assets - current_liabilities) / total_assets + 1.4 * retained_earnings / "
        + "total_assets + 3.3 * ebit / total_assets + 0.6 * cap / total_liabilities + revenue / "
        + "total_assets",
      "Distance from bankruptcy.",
      "Altman (1968), Journal of Finance 23(4)"),
    NamedFactor(
      "piotroski_partial", .fundamental,
      "(net_income > 0) + (operating_cash_flow > 0) + (operating_cash_flow > net_income) + "
        + "(delta(net_income / total_assets, 252) > 0) + (delta(total_debt / total_assets, 252) < "
        + "0) + (delta(current_assets / current_liabilities, 252) > 0) + (delta(gross_profit / "
        + "revenue, 252) > 0) + (delta(revenue / total_assets, 252) > 0)",
      "Eight of the nine signs of strength; the issue of shares is left out.",
      "Piotroski (2000), Journal of Accounting Research 38"),
  ]

  /// How the company changes.
  static let growth: [NamedFactor] = [
    NamedFactor(
      "asset_growth", .fundamental, "-(total_assets / delay(total_assets, 252) - 1)",
      "Growth of assets in a year, turned round.",
      "Cooper, Gulen & Schill (2008), Journal of Finance 63(4)"),
    NamedFactor(
      "revenue_growth", .fundamental, "revenue / delay(revenue, 252) - 1",
      "Growth of revenue in a year.",
      "Lakonishok, Shleifer & Vishny (1994), Journal of Finance 49(5)"),
    NamedFactor(
      "earnings_growth", .fundamental, "delta(net_income, 252) / delay(equity, 252)",
      "Change of earnings in a year, over equity.",
      "Novy-Marx (2015), Fundamentally, Momentum is Fundamental Momentum"),
    NamedFactor(
      "earnings_surprise", .fundamental,
      "delta(net_income, 63) / stddev(delta(net_income, 63), 504)",
      "Change of earnings in a quarter over the usual change.",
      "Bernard & Thomas (1989), Journal of Accounting Research 27"),
    NamedFactor(
      "margin_change", .fundamental, "delta(gross_profit / revenue, 252)",
      "Change of the gross margin in a year.",
      "Abarbanell & Bushee (1998), Accounting Review 73(1)"),
    NamedFactor(
      "share_issuance", .fundamental, "-log(shares_outstanding / delay(shares_outstanding, 252))",
      "Growth of the number of shares in a year, turned round.",
      "Pontiff & Woodgate (2008), Journal of Finance 63(2)"),
    NamedFactor(
      "inventory_growth", .fundamental, "-delta(inventory, 252) / delay(total_assets, 252)",
      "Growth of inventory over assets, turned round.",
      "Thomas & Zhang (2002), Review of Accounting Studies 7"),
    NamedFactor(
      "investment_to_assets", .fundamental, "-capital_expenditure / delay(total_assets, 252)",
      "Investment over assets, turned round.",
      "Titman, Wei & Xie (2004), Journal of Financial and Quantitative Analysis 39(4)"),
    NamedFactor(
      "cash_growth", .fundamental, "delta(cash, 252) / delay(total_assets, 252)",
      "Growth of cash over assets.",
      "Palazzo (2012), Journal of Financial Economics 104(1)"),
    NamedFactor(
      "sustainable_growth", .fundamental, "(net_income - dividends_paid) / equity",
      "Earnings kept, over equity.",
      "Higgins (1977), Financial Management 6(3)"),
  ]
}
