extension TearSheet {
  /// The house's colours: deep black, quiet ink, one accent, gain and loss.
  enum Ink {
    static let base = "#09090b"
    static let first = "#f4f4f5"
    static let second = "#b4b4be"
    static let third = "#8e8e99"
    static let accent = "#7aa7ff"
    static let up = "#3ddc97"
    static let down = "#ff6b7a"
    static let warn = "#f5b84b"
    static let grid = "rgb(255 255 255 / .06)"
  }

  /// The style sheet; system fonts stand in where Inter and JetBrains Mono are not installed.
  static let style = """
    :root { color-scheme: dark }
    * { box-sizing: border-box }
    body { margin: 0; background: \(Ink.base); color: \(Ink.first);
      font: 13px/1.5 Inter, ui-sans-serif, system-ui, sans-serif }
    main { max-width: 1180px; margin: 0 auto; padding: 28px 20px 48px }
    header { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: baseline;
      margin-bottom: 16px }
    h1 { font-size: 22px; font-weight: 600; letter-spacing: -.01em; margin: 0 }
    h2 { font-size: 11px; font-weight: 500; letter-spacing: .06em; text-transform: uppercase;
      color: \(Ink.third); margin: 0 0 10px }
    .sub { color: \(Ink.second) }
    .label { border: 1px solid rgb(245 184 75 / .4); color: \(Ink.warn); border-radius: 999px;
      padding: 1px 10px }
    section { border: 1px solid rgb(255 255 255 / .075); border-radius: 10px; padding: 14px 16px;
      margin-bottom: 12px;
      background: linear-gradient(180deg, rgb(255 255 255/.042), rgb(255 255 255/.016)),
        rgb(13 13 16/.86);
      box-shadow: inset 0 1px 0 rgb(255 255 255/.05) }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(430px, 1fr)); gap: 0 12px }
    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(126px, 1fr)); gap: 12px;
      margin-bottom: 12px }
    .cards section { margin: 0 }
    .value { font-size: 20px }
    .n, td, .value, code, text { font-family: "JetBrains Mono", ui-monospace, monospace;
      font-variant-numeric: tabular-nums }
    table { width: 100%; border-collapse: collapse }
    th { font-weight: 500; color: \(Ink.third); text-align: right; padding: 4px 8px;
      font-size: 11px }
    td { text-align: right; padding: 4px 8px; border-top: 1px solid rgb(255 255 255/.045);
      font-size: 12px; white-space: nowrap }
    th:first-child, td:first-child { text-align: left }
    .up { color: \(Ink.up) } .down { color: \(Ink.down) }
    .scroll { overflow-x: auto }
    ul { margin: 0; padding-left: 18px; color: \(Ink.warn) }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0 }
    dt { color: \(Ink.third) } dd { margin: 0; overflow-wrap: anywhere }
    svg { display: block; width: 100%; height: auto }
    .legend { color: \(Ink.second); margin: 6px 0 0 }
    .legend i { display: inline-block; width: 14px; height: 2px; vertical-align: middle;
      margin: 0 6px 0 12px }
    @media print { body { background: #fff; color: #000 } }
    """
}
