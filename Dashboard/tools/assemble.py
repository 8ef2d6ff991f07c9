"""Names the style sheet and fonts by their content, writes index.html, and compresses what is text."""

import gzip
import hashlib
import json
import shutil
import sys
from pathlib import Path

import brotli

out = Path(sys.argv[1])
assets = out / "assets"


def hashed(name: str, content: bytes) -> str:
    stem, dot, ending = name.partition(".")
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:8].upper()}{dot}{ending}"


css = (out / "app.css").read_text()
fonts = {}
for font in sorted(Path("public/fonts").glob("*.woff2")):
    fonts[font.name] = hashed(font.name, font.read_bytes())
    (assets / "fonts").mkdir(exist_ok=True)
    shutil.copyfile(font, assets / "fonts" / fonts[font.name])
    css = css.replace(f"/fonts/{font.name}", f"/assets/fonts/{fonts[font.name]}")
if not fonts or "/assets/fonts/" not in css:
    sys.exit("The style sheet names no font of public/fonts; run Dashboard/setup.sh.")

sheet = hashed("app.css", css.encode())
(assets / sheet).write_text(css)

outputs = json.loads((out / "meta.json").read_text())["outputs"]
entries = [Path(path).name for path, about in outputs.items() if about.get("entryPoint") == "src/main.tsx"]
if len(entries) != 1:
    sys.exit(f"esbuild reports {len(entries)} entry points; one is expected.")

page = Path("public/index.html").read_text()
for mark, name in {
    "{{script}}": f"/assets/{entries[0]}",
    "{{style}}": f"/assets/{sheet}",
    "{{sans}}": f"/assets/fonts/{fonts['inter-400.woff2']}",
    "{{mono}}": f"/assets/fonts/{fonts['jetbrains-mono-500.woff2']}",
}.items():
    if mark not in page:
        sys.exit(f"public/index.html lacks {mark}.")
    page = page.replace(mark, name)
(out / "index.html").write_text(page)
shutil.copyfile("public/favicon.svg", out / "favicon.svg")

# A server that finds NAME.br or NAME.gz beside NAME may send that; small files gain nothing.
if "--compress" in sys.argv:
    for path in sorted(assets.rglob("*")):
        if path.suffix not in (".js", ".css") or path.stat().st_size < 1024:
            continue
        content = path.read_bytes()
        path.with_name(path.name + ".br").write_bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=11))
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
