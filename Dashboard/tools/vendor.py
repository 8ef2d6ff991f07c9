"""Lays out node_modules/ from Debian packages and PyPI wheels.

Every tool (deno, esbuild, editors) then resolves bare imports the ordinary way, and package.json
names the honest versions. The wheels' hashes stand in carriers.txt and are checked again here.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

wheels, modules, fonts = (Path(argument) for argument in sys.argv[1:4])
carriers = Path(__file__).with_name("carriers.txt").read_text()


def wheel(name: str) -> zipfile.ZipFile:
    """Opens the one wheel of a distribution after comparing its hash with carriers.txt."""
    pin = re.search(rf"^{re.escape(name)}==(\S+) --hash=sha256:([0-9a-f]{{64}})", carriers, re.M)
    if pin is None:
        sys.exit(f"tools/carriers.txt does not pin {name}.")
    version, digest = pin.groups()
    path = wheels / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != digest:
        sys.exit(f"{path} has SHA-256 {found}; carriers.txt says {digest}. Delete it and run setup.sh.")
    return zipfile.ZipFile(path)


def put(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def package(name: str, version: str, **fields: object) -> None:
    put(modules / name / "package.json", json.dumps({"name": name, "version": version, **fields}, indent=2))


def react() -> None:
    """React's official UMD builds, readable as CommonJS, with the named exports they hide."""
    with wheel("dash") as archive:
        for name in ("react", "react-dom"):
            put(modules / name / "production.cjs", archive.read(f"dash/deps/{name}@18.3.1.min.js"))
            put(modules / name / "development.cjs", archive.read(f"dash/deps/{name}@18.3.1.js"))
            put(
                modules / name / "index.cjs",
                'module.exports = process.env.NODE_ENV === "production"\n'
                '  ? require("./production.cjs") : require("./development.cjs");\n',
            )
            source = (modules / name / "development.cjs").read_text()
            names = sorted(set(re.findall(r"^\s*exports\.([a-z]\w*|[A-Z]\w*) = ", source, re.M)))
            names = [each for each in names if not each.startswith("unstable_")]
            put(
                modules / name / "index.mjs",
                'import library from "./index.cjs";\nexport default library;\n'
                f"export const {{ {', '.join(names)} }} = library;\n",
            )
    put(
        modules / "react/jsx-runtime.cjs",
        'const React = require("./index.cjs");\n'
        "const jsx = (type, props, key) =>\n"
        "  React.createElement(type, key === undefined ? props : { ...props, key });\n"
        "module.exports = { Fragment: React.Fragment, jsx, jsxs: jsx, jsxDEV: jsx };\n",
    )
    put(
        modules / "react/jsx-runtime.mjs",
        'import library from "./jsx-runtime.cjs";\nexport const { Fragment, jsx, jsxs, jsxDEV } = library;\n',
    )
    put(
        modules / "react-dom/client.cjs",
        'const DOM = require("./index.cjs");\n'
        "module.exports = { createRoot: DOM.createRoot, hydrateRoot: DOM.hydrateRoot };\n",
    )
    put(
        modules / "react-dom/client.mjs",
        'import library from "./client.cjs";\nexport const { createRoot, hydrateRoot } = library;\n',
    )

    def entry(stem: str) -> dict[str, str]:
        return {"import": f"./{stem}.mjs", "default": f"./{stem}.cjs"}

    package("react", "18.3.1", main="index.cjs", exports={
        ".": entry("index"),
        "./jsx-runtime": entry("jsx-runtime"),
        "./jsx-dev-runtime": entry("jsx-runtime"),
    })
    package("react-dom", "18.3.1", main="index.cjs", exports={".": entry("index"), "./client": entry("client")})
    for name in ("@types/react", "@types/react-dom", "@types/scheduler", "csstype"):
        if Path("/usr/share/nodejs", name).exists():
            shutil.copytree(Path("/usr/share/nodejs", name), modules / name)


def charts() -> None:
    """TradingView Lightweight Charts 5.2.0: the stand-alone build, which sets one global."""
    with wheel("lightweight-charts-onesixth") as archive:
        put(modules / "lightweight-charts/standalone.js", archive.read("lightweight_charts/js/lightweight-charts.js"))
    typings = Path("types/lightweight-charts.d.ts").read_text()
    names = re.findall(r"^export declare (?:const|function) (\w+)", typings, re.M)
    put(
        modules / "lightweight-charts/index.mjs",
        'import "./standalone.js";\n'
        f"export const {{ {', '.join(names)} }} = globalThis.LightweightCharts;\n",
    )
    put(modules / "lightweight-charts/index.d.ts", typings)
    package("lightweight-charts", "5.2.0", type="module", sideEffects=True,
            exports={".": {"types": "./index.d.ts", "default": "./index.mjs"}})


def editor() -> None:
    """CodeMirror 6 as one module whose languages load on demand."""
    base = "nicegui/elements/codemirror/dist/"
    with wheel("nicegui") as archive:
        for name in archive.namelist():
            if name.startswith(base) and name.endswith(".js"):
                put(modules / "codemirror-bundle" / name[len(base):], archive.read(name))
    put(modules / "codemirror-bundle/index.d.ts", Path("types/codemirror-bundle.d.ts").read_bytes())
    package("codemirror-bundle", "6.0.2", type="module", sideEffects=False,
            exports={".": {"types": "./index.d.ts", "default": "./index.js"}})


def tests() -> None:
    put(modules / "@types/node/index.d.ts", Path("types/node/index.d.ts").read_bytes())
    package("@types/node", "24.0.0", types="index.d.ts")


def typefaces() -> None:
    """Inter and JetBrains Mono, cut to the characters that the pages use."""
    fonts.mkdir(parents=True, exist_ok=True)
    inter, mono = Path("/usr/share/fonts/opentype/inter"), Path("/usr/share/fonts/truetype/jetbrains-mono")
    characters = (
        "U+20-7E,U+A0-FF,U+2007,U+2009,U+2010-2026,U+2030,U+20AC,U+2122,U+2190-2193,U+2197,U+2198,U+2212,U+2248,"
        "U+2264,U+2265,U+25B2,U+25BC,U+25CF,U+2713,U+2715,U+221E,U+03B1-03C9,U+0394,U+03A3,U+2318,U+21B5"
    )
    for source, name in (
        (inter / "Inter-Regular.otf", "inter-400"),
        (inter / "Inter-Medium.otf", "inter-500"),
        (inter / "Inter-SemiBold.otf", "inter-600"),
        (mono / "JetBrainsMono-Regular.ttf", "jetbrains-mono-400"),
        (mono / "JetBrainsMono-Medium.ttf", "jetbrains-mono-500"),
        (mono / "JetBrainsMono-SemiBold.ttf", "jetbrains-mono-600"),
    ):
        subprocess.run(
            [sys.executable, "-m", "fontTools.subset", str(source), f"--unicodes={characters}",
             "--layout-features=kern,liga,calt,ccmp,locl,mark,mkmk,tnum,zero,ss03,case,cpsp",
             "--flavor=woff2", f"--output-file={fonts / (name + '.woff2')}"],
            check=True,
        )


if modules.exists():
    shutil.rmtree(modules)
if fonts.exists():
    shutil.rmtree(fonts)
for step in (react, charts, editor, tests, typefaces):
    step()
