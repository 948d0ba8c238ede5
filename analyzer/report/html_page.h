#pragma once
#include <string_view>

namespace floodwall {

/// What stands before and after the contents of the HTML report. The policy forbids the page to load
/// anything.
inline constexpr std::string_view html_page_head = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none';
               form-action 'none'">
<title>Floodwall report</title>
<style>
:root {
  --page: #f6f7f9; --card: #fff; --line: #dfe3e8; --text: #1c2330; --quiet: #5c6675; --code: #f3f5f8;
  --error: #c62839; --warning: #9a6200; --info: #1f6feb; --added: #1a7f43; --mark: 16%;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151b; --card: #1a1f27; --line: #2c3440; --text: #e4e8ee; --quiet: #97a1b0; --code: #12161d;
    --error: #ff6b78; --warning: #e9b04a; --info: #6cb0ff; --added: #57cc84; --mark: 26%;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 1100px; margin: 0 auto; padding: 0 20px; }
header { display: flex; align-items: baseline; gap: 14px; padding-top: 26px; }
h1 { font-size: 24px; margin: 0; }
header p, footer, small, .place { color: var(--quiet); }
header p { margin: 0; }
footer { padding: 26px 20px; font-size: 13px; }
a { color: var(--info); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 12px;
          margin: 18px 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.tile b { display: block; font-size: 28px; line-height: 1.2; }
.tile span { color: var(--quiet); font-size: 13px; }
.error { --level: var(--error); }
.warning { --level: var(--warning); }
.info { --level: var(--info); }
.tile b, .level, .filter label { color: var(--level, inherit); }
.tile.none b { color: var(--quiet); }
.filter { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 10px;
          align-items: center;
          padding: 10px 0; background: var(--page); border-bottom: 1px solid var(--line); }
.filter input[type=search], select { font: inherit; color: inherit; background: var(--card); max-width: 260px;
          border: 1px solid var(--line); border-radius: 8px; padding: 6px 10px; }
.filter label { display: flex; gap: 5px; align-items: center; }
output { margin-left: auto; color: var(--quiet); }
h2 { font-size: 16px; margin: 26px 0 10px; overflow-wrap: anywhere; }
article { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--level);
          border-radius: 10px;
          padding: 14px 18px; margin: 0 0 12px; content-visibility: auto;
          contain-intrinsic-size: auto 180px; }
h3 { font-size: 15px; margin: 0; overflow-wrap: anywhere; }
.level { text-transform: uppercase; font-size: 11px; letter-spacing: .06em; margin-right: 4px; }
.place { margin: 2px 0 8px; font-size: 13px; }
.note, .fix { margin: 10px 0 6px; overflow-wrap: anywhere; }
pre { margin: 0; padding: 8px 0; background: var(--code); border-radius: 8px; overflow-x: auto;
          white-space: normal; }
pre, code { font: 13px/1.55 ui-monospace, "DejaVu Sans Mono", monospace; }
.line { display: block; white-space: pre; padding-right: 14px; min-width: max-content; }
.line i { display: inline-block; width: 52px; padding-right: 12px; text-align: right; color: var(--quiet);
          font-style: normal; user-select: none; }
mark { color: inherit; border-radius: 3px;
          background: color-mix(in srgb, var(--level) var(--mark), transparent);
       box-shadow: inset 0 -2px var(--level); }
.second mark { --level: var(--info); }
mark:empty { border-left: 2px solid var(--level); box-shadow: none; }
.removed mark:empty, .added mark:empty { border: 0; }
.removed { background: color-mix(in srgb, var(--error) 10%, transparent); }
.added { background: color-mix(in srgb, var(--added) 12%, transparent); }
.removed mark { --level: var(--error); }
.added mark { --level: var(--added); }
.clean { font-size: 18px; color: var(--added); }
.unread li { overflow-wrap: anywhere; }
@media print { .filter { display: none; } article { break-inside: avoid; } }
</style>
</head>
<body>
)html";

inline constexpr std::string_view html_page_tail = R"html(<script>
"use strict";
const form = document.querySelector(".filter");
if (form) {
  const findings = [...document.querySelectorAll("article")];
  const sections = [...document.querySelectorAll("section:not(.unread)")];
  const texts = new Map();
  const text_of = (finding, section) => {
    if (!texts.has(finding)) {
      texts.set(finding, (section.firstElementChild.textContent + " " + finding.textContent).toLowerCase());
    }
    return texts.get(finding);
  };
  const update = () => {
    const severities = new Set([...form.querySelectorAll("[name=severity]:checked")].map(box => box.value));
    const rule = form.querySelector("#rule").value;
    const file = form.querySelector("#file").value;
    const words = form.querySelector("#text").value.toLowerCase().split(/\s+/).filter(word => word);
    let shown = 0;
    for (const section of sections) {
      let any = false;
      for (const finding of section.querySelectorAll("article")) {
        const data = finding.dataset;
        const fits = severities.has(data.severity) && (!rule || data.rule === rule) &&
                     (!file || data.file === file) && words.every(word => text_of(finding, section).includes(word));
        finding.hidden = !fits;
        any ||= fits;
        shown += fits ? 1 : 0;
      }
      section.hidden = !any;
    }
    form.querySelector("#shown").value = shown + " of " + findings.length;
  };
  form.addEventListener("input", update);
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
  update();
}
</script>
</body>
</html>
)html";

}  // namespace floodwall
