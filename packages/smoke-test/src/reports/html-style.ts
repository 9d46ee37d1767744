/** The look of the HTML report: no scripts, no other files, light and dark, and fit for paper. */
export const style = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e6e8ea); --soft: light-dark(#57606a, #9aa4af);
  --paper: light-dark(#ffffff, #14171a); --panel: light-dark(#f4f6f8, #1d2126); --line: light-dark(#d0d7de, #343b43);
  --good: light-dark(#116329, #57d27c); --bad: light-dark(#a40e26, #ff8a8f); --odd: light-dark(#7a4d00, #e8b64a) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 4rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem } h3 { font-size: 1.05rem; margin: 0 }
h1 .mark, h2 .mark, h3 .mark { display: inline-block; width: 1.4em }
.soft { color: var(--soft) } .good { color: var(--good) } .bad { color: var(--bad) } .odd { color: var(--odd) }
.sum { font-size: 1.1rem; margin: .25rem 0 1rem }
.step { border: 1px solid var(--line); border-left: .3rem solid var(--bad); border-radius: .4rem; padding: .8rem 1rem; margin: .8rem 0 }
.step.retried { border-left-color: var(--odd) }
.step p { margin: .1rem 0 .5rem } ul.differences { margin: .4rem 0 .8rem; padding-left: 1.2rem; color: var(--bad); overflow-wrap: anywhere }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: .8rem }
.sides h4 { margin: 0 0 .2rem; font-size: .85rem; color: var(--soft) }
pre { margin: 0; padding: .6rem .8rem; background: var(--panel); border-radius: .3rem; font: .82rem/1.45 ui-monospace, monospace;
  white-space: pre-wrap; overflow-wrap: anywhere }
pre .title { font-weight: 700 }
figure { margin: .8rem 0 0 } figure img { max-width: 100%; max-height: 40rem; border: 1px solid var(--line); border-radius: .3rem }
figcaption { font-size: .85rem; color: var(--soft); overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-weight: 600; color: var(--soft); font-size: .85rem } td.number, th.number { text-align: right; padding-right: 0; white-space: nowrap }
td { overflow-wrap: anywhere }
@media print { :root { color-scheme: light } body { max-width: none; padding: 0; font-size: 10pt } .step { break-inside: avoid-page } pre { border: 1px solid var(--line) } }
`
