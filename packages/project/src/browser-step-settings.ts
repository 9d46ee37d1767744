import * as v from 'valibot'
import { text } from './fields.ts'

const any = (summary: string) => v.exactOptional(v.pipe(v.unknown(), v.description(summary)))

const tolerated = (what: string) =>
  any(`${what}: \`none\` (the default), \`any\`, or \`{ except: [text] }\` for those that hold one of the texts.`)

const expect = v.pipe(
  v.looseObject({
    status: any('Status of the document after redirects, such as `200`. Default: `2xx`.'),
    url: any('Address after redirects: a text, or `{ contains: … }`, `{ matches: … }`.'),
    title: any('Title of the page.'),
    text: any('Text that can be seen on the page.'),
    elements: any(
      'Selector → what can be seen of it: a number, `{ min: 1 }`, or a text that one of them holds. Selectors are CSS, `text=Send` or `role=button[name="Send"]`.',
    ),
    consoleErrors: tolerated('Errors in the console'),
    failedRequests: tolerated('Requests of the page that failed or were answered by 4xx or 5xx'),
    pageErrors: tolerated('Errors that no script of the page caught'),
    accessibility: any(
      'Checked by axe-core: `true`, the least impact that counts, or `{ impact: serious, except: [color-contrast], within: main }`.',
    ),
    within: any('The longest time from opening until all of it is there. Default: five seconds after loading.'),
  }),
  v.description('What the page must show and do.'),
)

/** The settings of a `browser` step as editors know them. */
export const browser: v.GenericSchema<Readonly<Record<string, unknown>>> = v.pipe(
  v.looseObject({
    open: v.exactOptional(v.pipe(text, v.description('Address of the page, mostly `${outputs.stack.Output}/path`.'))),
    viewport: any('Size of the window, such as `390x844`. Default: `1280x720`.'),
    do: any(
      'What is done before the page is looked at, in this order: `{ click: "text=Send" }`, `{ check: "#agree" }`, `{ fill: { "#name": Ada } }`, `{ select: { "#size": L } }`, `{ press: Enter }`. Such a step writes, unless it says `writes: false`.',
    ),
    expect: v.exactOptional(expect),
  }),
  v.description('Opens a page in a real Chromium, and what it must show.'),
)
