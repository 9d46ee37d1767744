import { style } from '../reports/html-style.ts'

/** The look of reports, with what a verdict needs besides. */
export const pageStyle: string = `${style}
:root { --blind: light-dark(#5b4b9a, #b3a5ee) }
body { max-width: 62rem }
header { border-left: .4rem solid var(--line); padding: .1rem 0 .1rem 1rem }
h2 { text-transform: capitalize } h2 small { color: var(--soft); font-size: .875rem; font-weight: 400; text-transform: none }
p { margin: .2rem 0; overflow-wrap: anywhere } .meta { color: var(--soft); font-size: .875rem }
.badge { font-weight: 700; letter-spacing: .04em; text-transform: uppercase }
.reasons { list-style: none; margin: 0; padding: 0 }
.reasons li { border: 1px solid var(--line); border-left: .3rem solid var(--line); border-radius: .4rem; margin: 0 0 .6rem; padding: .6rem .8rem; break-inside: avoid-page }
.reasons pre { margin-top: .4rem }
tbody th { color: inherit; font-size: 1rem; font-weight: 400; overflow-wrap: anywhere; width: 52% } td:first-child { width: 7rem }
.dot::before { background: currentColor; border-radius: 50%; content: ""; display: inline-block; height: .6em; margin-right: .45em; width: .6em }
.dot { font-size: .875rem; font-weight: 600; text-transform: none; white-space: nowrap }
main > .meta { margin-top: 1.5rem }
header.green { border-color: var(--good) } .green .badge, .dot.green { color: var(--good) }
header.yellow, .reasons .yellow { border-left-color: var(--odd) } .yellow .badge, .dot.yellow, .yellow b { color: var(--odd) }
header.unknown, .reasons .unknown { border-left-color: var(--blind) } .unknown .badge, .dot.unknown, .unknown b { color: var(--blind) }
header.red, .reasons .red { border-left-color: var(--bad) } .red .badge, .dot.red, .red b { color: var(--bad) }
@media (max-width: 40rem) { thead { display: none } tr { border-bottom: 1px solid var(--line); display: block; padding: .4rem 0 } tbody th, td { border: 0; display: block; padding: 0; width: auto } td:first-child { width: auto } }
@media print { .dot::before { print-color-adjust: exact } }
`
