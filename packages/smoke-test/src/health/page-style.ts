/** The style of the page: the system's font and colours, all pairs of text and ground at a contrast of 4.5 or more. */
export const pageStyle = `
:root { color-scheme: light dark; --ground: #fff; --soft: #f6f7f8; --line: #d9dde1; --text: #16191d; --dim: #59626c; --green: #17692e; --yellow: #805500; --unknown: #5b4b9a; --red: #b3231b }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --soft: #1d2125; --line: #343a41; --text: #e8eaed; --dim: #a3acb5; --green: #62c67c; --yellow: #e0ac3e; --unknown: #b3a5ee; --red: #ff8a80 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
header { border-left: .4rem solid var(--line); padding: .25rem 0 .25rem 1rem; margin-bottom: 2rem }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .2rem 0 }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; text-transform: capitalize }
h2 small, .meta { color: var(--dim); font-size: .875rem; font-weight: 400; text-transform: none }
p { margin: .2rem 0; overflow-wrap: anywhere }
.badge { font-weight: 700; letter-spacing: .04em; text-transform: uppercase }
.reasons { list-style: none; margin: 0; padding: 0 }
.reasons li { background: var(--soft); border-left: .3rem solid var(--line); margin: 0 0 .6rem; padding: .6rem .8rem }
pre { background: var(--ground); border: 1px solid var(--line); font: .8125rem/1.5 ui-monospace, monospace; margin: .4rem 0 0; overflow-wrap: anywhere; padding: .35rem .55rem; white-space: pre-wrap }
.scroll { overflow-x: auto }
table { border-collapse: collapse; font-size: .9375rem; width: 100% }
th, td { border-bottom: 1px solid var(--line); font-weight: 400; padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top }
thead th { color: var(--dim); font-size: .8125rem }
tbody th { overflow-wrap: anywhere }
td:first-child { width: 6.5rem }
.dot::before { background: currentColor; border-radius: 50%; content: ""; display: inline-block; height: .6em; margin-right: .45em; width: .6em }
.dot { font-size: .875rem; font-weight: 600; text-transform: none; white-space: nowrap }
header.green, li.green { border-color: var(--green) } .green .badge, .dot.green { color: var(--green) }
header.yellow, li.yellow { border-color: var(--yellow) } .yellow .badge, .dot.yellow, li.yellow b { color: var(--yellow) }
header.unknown, li.unknown { border-color: var(--unknown) } .unknown .badge, .dot.unknown, li.unknown b { color: var(--unknown) }
header.red, li.red { border-color: var(--red) } .red .badge, .dot.red, li.red b { color: var(--red) }
`
