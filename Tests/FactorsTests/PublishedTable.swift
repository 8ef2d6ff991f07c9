/// What each of the 101 formulas uses, as an independent reading of the publication lists it: number,
/// functions, signs besides `+ - * /`, inputs, rows of history, and `y` where a window has a fraction.
enum PublishedTable {
  struct Row {
    let number: Int
    let functions: Set<String>
    let signs: Set<String>
    let inputs: Set<String>
    let rows: Int
    let hasFraction: Bool
  }

  static let rows: [Row] = text.split(separator: "\n").map { line in
    let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { cell in
      cell.split(separator: " ").map(String.init)
    }
    return Row(
      number: Int(cells[0][0]) ?? 0, functions: Set(cells[1]),
      signs: Set(cells[2].map { $0 == "or" ? "||" : $0 }), inputs: Set(cells[3]),
      rows: Int(cells[4][0]) ?? 0, hasFraction: cells[5] == ["y"])
  }

  private static let text = """
    1 | rank signedpower stddev ts_argmax | < ?: | close returns | 25 |
    2 | correlation delta log rank |  | close open volume | 8 |
    3 | correlation rank |  | open volume | 10 |
    4 | rank ts_rank |  | low | 9 |
    5 | abs rank sum |  | close open vwap | 10 |
    6 | correlation |  | open volume | 10 |
    7 | abs delta sign ts_rank | < ?: | adv20 close volume | 67 |
    8 | delay rank sum |  | open returns | 16 |
    9 | delta ts_max ts_min | < ?: | close | 6 |
    10 | delta rank ts_max ts_min | < ?: | close | 5 |
    11 | delta rank ts_max ts_min |  | close volume vwap | 4 |
    12 | delta sign |  | close volume | 2 |
    13 | covariance rank |  | close volume | 5 |
    14 | correlation delta rank |  | open returns volume | 10 |
    15 | correlation rank sum |  | high volume | 5 |
    16 | covariance rank |  | high volume | 5 |
    17 | delta rank ts_rank |  | adv20 close volume | 24 |
    18 | abs correlation rank stddev |  | close open | 10 |
    19 | delay delta rank sign sum |  | close returns | 251 |
    20 | delay rank |  | close high low open | 2 |
    21 | stddev sum | < == ?: or | adv20 close volume | 20 |
    22 | correlation delta rank stddev |  | close high volume | 20 |
    23 | delta sum | < ?: | high | 20 |
    24 | delay delta sum ts_min | < == ?: or | close | 200 |
    25 | rank |  | adv20 close high returns vwap | 20 |
    26 | correlation ts_max ts_rank |  | high volume | 11 |
    27 | correlation rank sum | < ?: | volume vwap | 7 |
    28 | correlation scale |  | adv20 close high low | 24 |
    29 | delay delta log product rank scale sum ts_min ts_rank |  | close returns | 12 |
    30 | delay rank sign sum |  | close volume | 20 |
    31 | correlation decay_linear delta rank scale sign |  | adv20 close low | 31 |
    32 | correlation delay scale sum |  | close vwap | 235 |
    33 | rank | ^ | close open | 1 |
    34 | delta rank stddev |  | close returns | 6 |
    35 | ts_rank |  | close high low returns volume | 33 |
    36 | abs correlation delay rank sum ts_rank |  | adv20 close open returns volume vwap | 200 |
    37 | correlation delay rank |  | close open | 201 |
    38 | rank ts_rank |  | close open | 10 |
    39 | decay_linear delta rank sum |  | adv20 close returns volume | 251 |
    40 | correlation rank stddev |  | high volume | 10 |
    41 |  | ^ | high low vwap | 1 |
    42 | rank |  | close vwap | 1 |
    43 | delta ts_rank |  | adv20 close volume | 39 |
    44 | correlation rank |  | high volume | 5 |
    45 | correlation delay rank sum |  | close volume | 25 |
    46 | delay | < ?: | close | 21 |
    47 | delay rank sum |  | adv20 close high volume vwap | 20 |
    48 | correlation delay delta indneutralize sum | ^ | close indclass.subindustry | 252 |
    49 | delay | < ?: | close | 21 |
    50 | correlation rank ts_max |  | volume vwap | 9 |
    51 | delay | < ?: | close | 21 |
    52 | delay rank sum ts_min ts_rank |  | low returns volume | 241 |
    53 | delta |  | close high low | 10 |
    54 |  | ^ | close high low open | 1 |
    55 | correlation rank ts_max ts_min |  | close high low volume | 17 |
    56 | rank sum |  | cap returns | 11 |
    57 | decay_linear rank ts_argmax |  | close vwap | 31 |
    58 | correlation decay_linear indneutralize ts_rank |  | indclass.sector volume vwap | 13 | y
    59 | correlation decay_linear indneutralize ts_rank |  | indclass.industry volume vwap | 26 | y
    60 | rank scale ts_argmax |  | close high low volume | 10 |
    61 | correlation rank ts_min | < | adv180 vwap | 196 | y
    62 | correlation rank sum | < | adv20 high low open vwap | 49 | y
    63 | correlation decay_linear delta indneutralize rank sum |  | adv180 close indclass.industry open vwap | 239 | y
    64 | correlation delta rank sum | < | adv120 high low open vwap | 146 | y
    65 | correlation rank sum ts_min | < | adv60 open vwap | 72 | y
    66 | decay_linear delta rank ts_rank |  | high low open vwap | 16 | y
    67 | correlation indneutralize rank ts_min | ^ | adv20 high indclass.sector indclass.subindustry vwap | 25 | y
    68 | correlation delta rank ts_rank | < | adv15 close high low | 34 | y
    69 | correlation delta indneutralize rank ts_max ts_rank | ^ | adv20 close indclass.industry vwap | 31 | y
    70 | correlation delta indneutralize rank ts_rank | ^ | adv50 close indclass.industry vwap | 82 | y
    71 | correlation decay_linear max2 rank ts_rank | ^ | adv180 close low open vwap | 225 | y
    72 | correlation decay_linear rank ts_rank |  | adv40 high low volume vwap | 56 | y
    73 | decay_linear delta max2 rank ts_rank |  | low open vwap | 20 | y
    74 | correlation rank sum | < | adv30 close high volume vwap | 80 | y
    75 | correlation rank | < | adv50 low volume vwap | 61 | y
    76 | correlation decay_linear delta indneutralize max2 rank ts_rank |  | adv81 indclass.sector low vwap | 140 | y
    77 | correlation decay_linear min2 rank |  | adv40 high low vwap | 46 | y
    78 | correlation rank sum | ^ | adv40 low volume vwap | 63 | y
    79 | correlation delta indneutralize rank ts_rank | < | adv150 close indclass.sector open vwap | 171 | y
    80 | correlation delta indneutralize rank sign ts_rank | ^ | adv10 high indclass.industry open | 18 | y
    81 | correlation log product rank sum | < ^ | adv10 volume vwap | 78 | y
    82 | correlation decay_linear delta indneutralize min2 rank ts_rank |  | indclass.sector open volume | 34 | y
    83 | delay rank sum |  | close high low volume vwap | 7 |
    84 | delta signedpower ts_max ts_rank |  | close vwap | 34 | y
    85 | correlation rank ts_rank | ^ | adv30 close high low volume | 38 | y
    86 | correlation rank sum ts_rank | < | adv20 close open vwap | 57 | y
    87 | abs correlation decay_linear delta indneutralize max2 rank ts_rank |  | adv81 close indclass.industry vwap | 109 | y
    88 | correlation decay_linear min2 rank ts_rank |  | adv60 close high low open | 92 | y
    89 | correlation decay_linear delta indneutralize ts_rank |  | adv10 indclass.industry low vwap | 27 | y
    90 | correlation indneutralize rank ts_max ts_rank | ^ | adv40 close indclass.subindustry low | 46 | y
    91 | correlation decay_linear indneutralize rank ts_rank |  | adv30 close indclass.industry volume vwap | 34 | y
    92 | correlation decay_linear min2 rank ts_rank | < | adv30 close high low open | 46 | y
    93 | correlation decay_linear delta indneutralize rank ts_rank |  | adv81 close indclass.industry vwap | 121 | y
    94 | correlation rank ts_min ts_rank | ^ | adv60 vwap | 81 | y
    95 | correlation rank sum ts_min ts_rank | < ^ | adv40 high low open | 79 | y
    96 | correlation decay_linear max2 rank ts_argmax ts_rank |  | adv60 close volume vwap | 101 | y
    97 | correlation decay_linear delta indneutralize rank ts_rank |  | adv60 indclass.industry low vwap | 115 | y
    98 | correlation decay_linear rank sum ts_argmin ts_rank |  | adv15 adv5 open vwap | 53 | y
    99 | correlation rank sum | < | adv60 high low volume | 85 | y
    100 | correlation indneutralize rank scale ts_argmin |  | adv20 close high indclass.subindustry low volume | 30 |
    101 |  |  | close high low open | 1 |
    """
}
