"""Published clients of Financial Modeling Prep against our stand-in, as they are.

Starts `qs rehearse fmp` with a generated market on a free port and runs the clients' own calls: what
they parse, what they check and which errors they raise. The clients are fmpsdk and fmp-data at pinned
versions, in .qs/clients when that is there, else in a folder of this run's own.

Run it through ./test.sh, or by hand: python3 Tests/System/fmp_clients.py
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import traceback
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ["fmpsdk==20260824.0", "fmp-data==2.8.0"]
KEY = "rehearsal"
passed = failed = 0


def check(name: str, test) -> None:
    """Counts one check; an exception is a failure with its last line."""
    global passed, failed
    try:
        holds = test()
    except Exception as error:  # noqa: BLE001: whatever a client raises is the finding
        holds = False
        name += f": {type(error).__name__}: {error}"[:400]
        traceback.print_exc(limit=-2)
    if holds:
        passed += 1
        print(f"ok    {name}")
    else:
        failed += 1
        print(f"FAIL  {name}")


def raises(kind: type, call) -> bool:
    try:
        call()
    except kind:
        return True
    return False


def has(row: dict, *fields: str) -> bool:
    missing = [field for field in fields if field not in row]
    if missing:
        print(f"      without {', '.join(missing)}: {sorted(row)}")
    return not missing


def with_fmpsdk(address: str) -> None:
    import fmpsdk
    import fmpsdk.client

    # The base address is a constant of the module; nothing else of the client is touched.
    fmpsdk.client.BASE_URL = f"{address}/stable/"
    client = fmpsdk.Client(api_key=KEY)
    listed = client.stock_list()
    symbols = [row["symbol"] for row in listed]
    span = {"from_": "2026-01-02", "to": "2026-11-20"}

    check("fmpsdk stock_list", lambda: len(listed) > 300 and has(listed[0], "symbol", "companyName"))
    check("fmpsdk actively_trading_list", lambda: has(client.actively_trading_list()[0], "name"))
    check("fmpsdk etf_list", lambda: len(client.etf_list()) > 10)
    check("fmpsdk symbol_change", lambda: has(client.symbol_change()[0], "oldSymbol", "newSymbol"))
    check("fmpsdk delisted_companies",
          lambda: has(client.delisted_companies(page=0, limit=5)[0], "ipoDate", "delistedDate"))
    check("fmpsdk search_symbol", lambda: client.search_symbol(query=symbols[0])[0]["symbol"])
    check("fmpsdk company_screener",
          lambda: {row["sector"] for row in client.company_screener(sector="Energy")} == {"Energy"})
    companies = [row["symbol"] for row in client.financial_statement_symbol_list()]
    symbol = companies[0]
    check("fmpsdk profile", lambda: has(client.profile(symbol)[0], "cik", "isin", "ipoDate", "isEtf"))
    for form, field in [("full", "vwap"), ("light", "price"), ("non_split_adjusted", "adjClose"),
                        ("dividend_adjusted", "adjClose")]:
        call = getattr(client, f"historical_price_eod_{form}")
        check(f"fmpsdk historical_price_eod_{form}",
              lambda call=call, field=field: len(call(symbol, **span)) > 200
              and has(call(symbol, **span)[0], "date", field, "volume"))
    check("fmpsdk rows come newest first",
          lambda: [r["date"] for r in client.historical_price_eod_full(symbol, **span)][0] == "2026-11-20")
    check("fmpsdk historical_chart",
          lambda: has(client.historical_chart(symbol, "5min", from_="2026-11-20")[0], "date", "close"))
    check("fmpsdk quote", lambda: has(client.quote.quote(symbol)[0], "priceAvg50", "timestamp"))
    check("fmpsdk batch_quote", lambda: len(client.batch_quote(",".join(companies[:3]))) == 3)
    check("fmpsdk batch_exchange_quote", lambda: len(client.batch_exchange_quote("NYSE", short=True)) > 20)
    check("fmpsdk splits_calendar",
          lambda: isinstance(client.splits_calendar(from_="2022-01-01", to="2026-11-20"), list))
    dividends = client.dividends_calendar(from_="2026-09-01", to="2026-11-20")
    check("fmpsdk dividends_calendar", lambda: has(dividends[0], "adjDividend", "dividend", "paymentDate"))
    check("fmpsdk dividends",
          lambda: client.dividends(dividends[0]["symbol"])[0]["dividend"] > 0)
    for index in ["sp500", "nasdaq", "dowjones"]:
        check(f"fmpsdk {index}_constituent",
              lambda index=index: has(getattr(client, f"{index}_constituent")()[0], "subSector", "cik"))
        check(f"fmpsdk historical_{index}_constituent",
              lambda index=index: has(getattr(client, f"historical_{index}_constituent")()[0],
                                      "dateAdded", "removedTicker", "reason"))
    for path, field in [("income_statement", "epsDiluted"), ("balance_sheet_statement", "totalAssets"),
                        ("cash_flow_statement", "freeCashFlow"), ("key_metrics", "returnOnEquity"),
                        ("ratios", "priceToEarningsRatio")]:
        check(f"fmpsdk {path}",
              lambda path=path, field=field: has(getattr(client, path)(symbol, limit=2)[0], "date", field))
    check("fmpsdk treasury_rates", lambda: has(client.treasury_rates()[0], "month1", "year30"))
    check("fmpsdk exchange_market_hours", lambda: has(client.exchange_market_hours("NYSE")[0], "isMarketOpen"))
    check("fmpsdk holidays_by_exchange",
          lambda: has(client.holidays_by_exchange("NYSE", from_="2026-01-01", to="2026-12-31")[0], "isClosed"))
    check("fmpsdk eod_bulk",
          lambda: len(client.eod_bulk("2026-11-20")) > 300
          and has(client.eod_bulk("2026-11-20")[0], "symbol", "adjClose", "volume"))
    profiles = client.profile_bulk("0")
    check("fmpsdk profile_bulk keeps line breaks, commas and quotation marks",
          lambda: len(profiles) == len(listed)
          and any("\n" in row["description"] and '"the house"' in row["description"] for row in profiles))
    check("fmpsdk income_statement_bulk", lambda: len(client.income_statement_bulk("2025", "FY")) > 100)
    check("fmpsdk cryptocurrency_list", lambda: has(client.cryptocurrency_list()[0], "symbol", "exchange"))
    check("fmpsdk forex_list", lambda: has(client.forex_list()[0], "fromCurrency", "toCurrency"))
    check("fmpsdk knows a refused key",
          lambda: raises(fmpsdk.FMPAuthenticationError, fmpsdk.Client(api_key="no").stock_list))
    spoilt = fmpsdk.Client(api_key=KEY, max_retries=0)
    for fault, kind in [("restrictedEndpoint", fmpsdk.FMPPlanLimitError),
                        ("restrictedSymbol", fmpsdk.FMPPlanLimitError),
                        ("throttle", fmpsdk.FMPRateLimitError), ("serverError", fmpsdk.FMPServerError),
                        ("cut", fmpsdk.FMPServerError)]:
        spoilt._session.headers["x-rehearsal-fault"] = fault
        check(f"fmpsdk knows the fault {fault}", lambda kind=kind: raises(kind, spoilt.stock_list))


def with_fmp_data(address: str) -> None:
    from fmp_data import ClientConfig, FMPDataClient, LoggingConfig, RateLimitConfig

    config = ClientConfig(
        api_key=KEY, base_url=address, logging=LoggingConfig(level="ERROR"),
        rate_limit=RateLimitConfig(daily_limit=100000, requests_per_second=100, requests_per_minute=6000))
    with FMPDataClient(config=config) as client:
        listed = client.market.get_stock_list()
        reporting = client.market.get_financial_statement_symbol_list()
        symbol = reporting[0].symbol
        first, last = date(2026, 1, 2), date(2026, 11, 20)
        check("fmp-data get_stock_list", lambda: len(listed) > 300)
        check("fmp-data get_etf_list", lambda: len(client.market.get_etf_list()) > 10)
        check("fmp-data get_actively_trading_list", lambda: len(client.market.get_actively_trading_list()) > 300)
        check("fmp-data get_company_screener", lambda: len(client.market.get_company_screener(sector="Energy")) > 3)
        check("fmp-data search_symbol", lambda: client.market.search_symbol(symbol)[0].symbol)
        check("fmp-data get_profile", lambda: client.company.get_profile(symbol).symbol == symbol)
        check("fmp-data get_quote", lambda: client.company.get_quote(symbol).price > 0)
        for name in ["", "_light", "_non_split_adjusted", "_dividend_adjusted"]:
            call = getattr(client.company, f"get_historical_prices{name}")
            check(f"fmp-data get_historical_prices{name}",
                  lambda call=call: len(getattr(call(symbol, first, last), "historical", None)
                                        or call(symbol, first, last)) > 200)
        check("fmp-data get_intraday_prices",
              lambda: len(client.company.get_intraday_prices(symbol, "1hour", date(2026, 11, 20), last)) == 7)
        check("fmp-data get_symbol_changes", lambda: len(client.company.get_symbol_changes()) > 0)
        check("fmp-data get_delisted_companies", lambda: len(client.company.get_delisted_companies()) > 0)
        check("fmp-data get_dividends_calendar",
              lambda: len(client.intelligence.get_dividends_calendar(date(2026, 9, 1), last)) > 10)
        check("fmp-data get_sp500_constituents", lambda: len(client.index.get_sp500_constituents()) > 30)
        check("fmp-data get_historical_sp500", lambda: len(client.index.get_historical_sp500()) > 5)
        for name in ["income_statement", "balance_sheet", "cash_flow", "key_metrics", "financial_ratios"]:
            call = getattr(client.fundamental, f"get_{name}")
            check(f"fmp-data get_{name}", lambda call=call: len(call(symbol, limit=3)) == 3)
        check("fmp-data get_treasury_rates", lambda: len(client.economics.get_treasury_rates()) > 30)
        check("fmp-data get_market_hours", lambda: client.market.get_market_hours("NYSE"))
        check("fmp-data get_holidays_by_exchange", lambda: len(client.market.get_holidays_by_exchange("NYSE")) > 5)
        check("fmp-data get_eod_bulk", lambda: len(client.batch.get_eod_bulk(last)) > 300)
        check("fmp-data get_profile_bulk", lambda: len(client.batch.get_profile_bulk("0")) == len(listed))
        check("fmp-data get_quotes", lambda: len(client.batch.get_quotes([row.symbol for row in reporting[:3]])) == 3)
        check("fmp-data get_crypto_list", lambda: len(client.alternative.get_crypto_list()) > 3)
        check("fmp-data get_forex_list", lambda: len(client.alternative.get_forex_list()) > 10)


def clients(folder: Path) -> Path:
    """A Python that has the clients: the installed one, else one made in `folder`."""
    installed = ROOT / ".qs/clients/bin/python"
    if installed.exists():
        return installed
    subprocess.run([sys.executable, "-m", "venv", str(folder / "clients")], check=True)
    python = folder / "clients/bin/python"
    subprocess.run([str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q",
                    *CLIENTS], check=True, stdin=subprocess.DEVNULL)
    return python


def main() -> int:
    if len(sys.argv) == 3 and sys.argv[1] == "--checks":
        with_fmpsdk(sys.argv[2])
        with_fmp_data(sys.argv[2])
        print(f"{passed} passed, {failed} failed")
        return 1 if failed else 0
    binary = Path(os.environ.get("QS_BINARY", ROOT / ".build/debug/qs"))
    with tempfile.TemporaryDirectory() as folder:
        python = clients(Path(folder))
        standin = subprocess.Popen(
            [str(binary), "rehearse", "fmp", "--generate", "500", "--years", "6", "--port", "0",
             "--through", "2026-11-20", "--key", KEY],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            address = None
            for line in standin.stderr:
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    address = found.group(0)
                    break
            if address is None:
                print("error: the stand-in did not start")
                return 1
            return subprocess.run([str(python), __file__, "--checks", address]).returncode
        finally:
            standin.terminate()
            standin.wait(timeout=20)


if __name__ == "__main__":
    sys.exit(main())
