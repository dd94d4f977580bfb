/** The style of the page: light and dark, responsive; no information is conveyed by colour alone. */
export const STYLE = `
:root { color-scheme: light dark; --page: #fbfbfa; --card: #ffffff; --text: #1c1e21; --soft: #5b6169; --line: #dcdfe3;
  --ran: #2f62c0; --ran-soft: #e6edf9; --critical: #b4460a; --critical-soft: #fdeadf; --failed: #b3211f; --failed-soft: #fce5e4;
  --cached: #66707c; --cached-soft: #eceef1; --stripe: #7b8591;
  --templates: #e0a100; --generation: #1f9d6b; --compilation: #9256d9; }
@media (prefers-color-scheme: dark) {
  :root { --page: #111418; --card: #191d23; --text: #e8eaed; --soft: #a3abb5; --line: #323943;
    --ran: #3d72d1; --ran-soft: #1c2a45; --critical: #c2571b; --critical-soft: #42240f; --failed: #c93c3a; --failed-soft: #471c1c;
    --cached: #59636f; --cached-soft: #262c34; --stripe: #6b7682;
    --templates: #f2c14e; --generation: #4fcf9d; --compilation: #bd93f2; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main, header { max-width: 1180px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 28px; }
h1 { font: 600 21px/1.3 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 0 0 12px; }
p { margin: 0 0 8px; }
.note, header p { color: var(--soft); font-size: 13.5px; font-weight: 400; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin: 0 0 18px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 18px 0; padding: 0; list-style: none; }
.figures li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.figures b { display: block; font-size: 25px; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums; }
.figures span { color: var(--soft); font-size: 13px; line-height: 1.35; display: block; }
ol.advice { margin: 0; padding-left: 22px; } ol.advice li { padding: 3px 0; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 12px; padding: 0; list-style: none; font-size: 13px; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: 7px; }
.legend .bar { position: static; width: 22px; height: 13px; }
.timeline { position: relative; }
.lanes { border-left: 1px solid var(--line); border-right: 1px solid var(--line); }
.lane { position: relative; height: 34px; border-bottom: 1px solid var(--line); }
.lane:first-child { border-top: 1px solid var(--line); }
.bar { position: absolute; display: block; min-width: 3px; border-radius: 3px; background: var(--ran); color: #fff; text-decoration: none; overflow: hidden; }
.bar.critical { background: var(--critical); }
.bar.cached { background: repeating-linear-gradient(135deg, var(--cached) 0 5px, var(--stripe) 5px 7px); }
.bar.cached.critical { box-shadow: inset 0 0 0 2px var(--critical); }
.bar.failed { background: var(--failed); }
.bar.failed.critical { box-shadow: inset 0 0 0 2px var(--critical); }
.lane .bar { top: 3px; height: 27px; border-right: 1px solid var(--card); }
.lane .bar span { display: block; padding: 0 6px; font: 12px/20px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
/* A bar too narrow for a name shows none. */
.lane .bar { container-type: inline-size; }
@container (max-width: 44px) { .lane .bar span { visibility: hidden; } }
.lane .bar i { position: absolute; bottom: 0; height: 6px; min-width: 2px; }
a:focus-visible, .scroll:focus-visible { outline: 3px solid var(--text); outline-offset: 1px; }
i.templates { background: var(--templates); } i.generation { background: var(--generation); } i.compilation { background: var(--compilation); }
.legend i, .inside i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; flex: none; }
.axis { position: relative; height: 22px; font-size: 12px; color: var(--soft); }
.tick { position: absolute; top: 4px; padding-left: 4px; white-space: nowrap; font-variant-numeric: tabular-nums; }
.tick::before { content: ""; position: absolute; left: 0; top: -4px; height: 10px; border-left: 1px solid var(--soft); }
.scroll { overflow-x: auto; margin: 0 -20px; padding: 0 20px 6px; }
.graph { display: block; max-width: none; }
.edge { fill: none; stroke: var(--soft); stroke-opacity: .55; stroke-width: 1.3; }
.edge.order-only { stroke-dasharray: 5 4; }
.edge.critical { stroke: var(--critical); stroke-opacity: 1; stroke-width: 3; }
.node rect { fill: var(--ran-soft); stroke: var(--ran); stroke-width: 1.2; }
.node.cached rect { fill: var(--cached-soft); stroke: var(--cached); stroke-dasharray: 4 3; }
.node.skipped rect { fill: none; stroke: var(--line); }
.node.failed rect { fill: var(--failed-soft); stroke: var(--failed); }
.node.critical rect { fill: var(--critical-soft); stroke: var(--critical); stroke-width: 2.5; }
.node text { fill: var(--text); font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.node text.time { fill: var(--soft); font-family: system-ui, sans-serif; }
.node.critical text.time { fill: var(--text); }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: 8px 0 8px 14px; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
th:first-child { padding-left: 0; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--soft); font-size: 13px; padding-top: 0; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.name { font: 13.5px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; margin-right: 6px; }
tr:target { background: var(--critical-soft); }
.chip { display: inline-block; font-size: 12px; line-height: 18px; padding: 0 8px; border-radius: 9px; background: var(--ran-soft); border: 1px solid var(--ran); white-space: nowrap; }
.chip.cached, .chip.skipped, .chip.stopped { background: var(--cached-soft); border-color: var(--cached); }
.chip.failed { background: var(--failed-soft); border-color: var(--failed); }
.chip.path { background: var(--critical-soft); border-color: var(--critical); }
.track { display: block; position: relative; height: 7px; margin-top: 7px; background: var(--cached-soft); border-radius: 3px; }
.track .bar { top: 0; height: 7px; }
.inside { display: block; margin-top: 8px; }
.inside ul { list-style: none; margin: 2px 0 0; padding: 0; font-size: 13.5px; }
.inside li { display: flex; flex-wrap: wrap; align-items: center; gap: 0 8px; }
.inside b { font-weight: 500; min-width: 88px; }
@media (max-width: 620px) {
  body { font-size: 15px; }
  main, header { padding-left: 12px; padding-right: 12px; }
  section { padding: 14px 14px; }
  .figures { grid-template-columns: 1fr 1fr; gap: 8px; }
  .figures li { padding: 10px 12px; } .figures b { font-size: 21px; }
  .scroll { margin: 0 -14px; padding: 0 14px 6px; }
  .wide { display: none; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;
