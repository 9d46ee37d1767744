/** The look of a timeline, in light and dark. */
export const timelineStyle: string = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --line: #dfe3e8; --text: #1b2026; --quiet: #5c6670;
  --good: #1a7f4b; --bad: #c4314b; --warning: #9a6200; --running: #1f6feb; --chip: #eef1f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1317; --card: #171c22; --line: #2b333c; --text: #e6eaee; --quiet: #98a3ae;
    --good: #4cc38a; --bad: #ff7b8a; --warning: #e0a83e; --running: #6cb0ff; --chip: #222a32;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; }
.quiet { color: var(--quiet); }
.sums { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0 2rem; padding: 0; list-style: none; }
.sums li { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .5rem 1rem; }
.sums b { display: block; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
h2 { font-size: .95rem; color: var(--quiet); font-weight: 600; margin: 1.75rem 0 .5rem; }
ol { list-style: none; margin: 0; padding: 0 0 0 1.25rem; border-left: 2px solid var(--line); }
ol > li { position: relative; margin: 0 0 .75rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; padding: .75rem 1rem; }
ol > li::before { content: ''; position: absolute; left: calc(-1.25rem - 7px); top: 1.15rem; width: 12px; height: 12px;
  border-radius: 50%; background: var(--tone); box-shadow: 0 0 0 3px var(--page); }
.good { --tone: var(--good); } .bad { --tone: var(--bad); }
.warning { --tone: var(--warning); } .running { --tone: var(--running); }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; }
.head time { color: var(--quiet); font-variant-numeric: tabular-nums; }
.head strong { font-size: 1.05rem; }
.outcome { color: var(--tone); font-weight: 600; margin-left: auto; }
code { font: .85em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
dl { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin: .35rem 0 0; }
dl div { display: flex; gap: .4rem; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.chips { display: flex; flex-wrap: wrap; gap: .35rem; margin: .5rem 0 0; padding: 0; list-style: none; }
.chips li { background: var(--chip); border-radius: 6px; padding: .05rem .5rem; font-size: .9rem; overflow-wrap: anywhere; }
details { margin-top: .5rem; } summary { cursor: pointer; color: var(--quiet); }
table { border-collapse: collapse; width: 100%; margin-top: .4rem; font-size: .9rem; }
td { padding: .2rem .5rem .2rem 0; vertical-align: middle; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
td.ms { white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums; }
td.bar { width: 30%; } meter { width: 100%; height: .6rem; }
`
