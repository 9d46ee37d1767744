import { describe, expect, it } from 'vitest'
import { judgeSuite } from '../suite/judge.ts'
import { step } from '../suite.test.fixture.ts'

const open = 'https://votes.example/'
const judge = async (settings: object, more: object = {}, tier: 'full' | 'read-only' = 'full') =>
  (await judgeSuite({ steps: [step('browser', settings as never, more)] }, { tier })).problems

describe('a browser step', () => {
  it.each([
    [{ open, expect: { status: 200 } }],
    [{ open, expect: { title: 'Votes' } }],
    [{ open, expect: { url: { matches: '/reports/\\d+$' } } }],
    [{ open, expect: { text: { contains: 'Reports' }, within: '2s' } }],
    [
      {
        open,
        expect: { elements: { p: 3, '.tally': { min: 1, max: 2 }, h1: 'Reports', h2: { equals: 'x' }, '.error': 0 } },
      },
    ],
    [{ open, expect: { accessibility: true } }],
    [{ open, expect: { accessibility: { impact: 'minor', except: 'region', within: 'main' } } }],
    [
      {
        open,
        viewport: '390x844',
        expect: { status: 200, consoleErrors: 'any', failedRequests: { except: ['ads'] }, pageErrors: 'none' },
      },
    ],
    [
      {
        open,
        writes: false,
        do: [
          { click: 'text=Send' },
          { fill: { '#a': 'b', '#n': 7 } },
          { press: 'Enter' },
          { check: '#c' },
          { select: { '#s': 'L' } },
        ],
        expect: { status: 200 },
      },
    ],
  ])('is right as %j', async (settings) => {
    expect(await judge(settings, {}, 'read-only')).toEqual([])
  })

  it.each([
    [{ open }, 'SMOKE_NO_EXPECTATION', /expects nothing/],
    [{ open, expect: {} }, 'SMOKE_NO_EXPECTATION', /expects nothing/],
    [{ open, expect: { within: '2s', consoleErrors: 'none' } }, 'SMOKE_NO_EXPECTATION', /expects nothing/],
    [{ open, expect: { accessibility: false } }, 'SMOKE_NO_EXPECTATION', /expects nothing/],
    [{ open, expect: { text: '' } }, 'SMOKE_NO_EXPECTATION', /every text contains/],
    [{ expect: { status: 200 } }, 'SMOKE_SETTING_INVALID', /needs open/],
    [{ open: '/reports', expect: { status: 200 } }, 'SMOKE_URL_INVALID', /no complete web address/],
    [{ open: 'file:///etc/passwd', expect: { status: 200 } }, 'SMOKE_URL_INVALID', /no complete web address/],
    [{ open, expect: { status: 200, staus: 200 } }, 'SMOKE_EXPECTATION_INVALID', /"staus" cannot be expected/],
    [{ open, expect: { status: 'fine' } }, 'SMOKE_EXPECTATION_INVALID', /no status/],
    [{ open, expect: { elements: {} } }, 'SMOKE_EXPECTATION_INVALID', /no map of selectors/],
    [
      { open, expect: { elements: { p: -1 } } },
      'SMOKE_EXPECTATION_INVALID',
      /no number of elements.*expect\.elements\.p/,
    ],
    [{ open, expect: { elements: { p: { min: 2, max: 1 } } } }, 'SMOKE_EXPECTATION_INVALID', /no number of elements/],
    [{ open, expect: { elements: { p: { min: 0 } } } }, 'SMOKE_EXPECTATION_INVALID', /no number of elements/],
    [{ open, expect: { elements: { p: [] } } }, 'SMOKE_EXPECTATION_INVALID', /says nothing about a text/],
    [{ open, expect: { accessibility: 'severe' } }, 'SMOKE_EXPECTATION_INVALID', /no check of accessibility/],
    [{ open, expect: { status: 200, consoleErrors: false } }, 'SMOKE_EXPECTATION_INVALID', /says nothing of errors/],
    [
      { open, expect: { status: 200, pageErrors: { except: [''] } } },
      'SMOKE_EXPECTATION_INVALID',
      /says nothing of errors/,
    ],
    [{ open, viewport: 'phone', expect: { status: 200 } }, 'SMOKE_SETTING_INVALID', /no size of a window/],
    [{ open, do: 'click', expect: { status: 200 } }, 'SMOKE_SETTING_INVALID', /no list of actions/],
    [{ open, do: [{ hover: 'x' }], expect: { status: 200 } }, 'SMOKE_SETTING_INVALID', /no action.*do\.0/],
    [{ open, do: [{ click: 'a', fill: { b: 'c' } }], expect: { status: 200 } }, 'SMOKE_SETTING_INVALID', /no action/],
    [{ open, colour: 'red', expect: { status: 200 } }, 'SMOKE_SETTING_INVALID', /"colour" is no setting/],
    [{ open, timeout: 'soon', expect: { status: 200 } }, 'SMOKE_SETTING_INVALID', /no duration/],
    [{ open, expect: { elements: { '.error': 0 } } }, 'SMOKE_NO_FENCE', /expects no \.error/],
  ])('is refused as %j', async (settings, code, message) => {
    expect(await judge(settings)).toMatchObject([{ code, message: expect.stringMatching(message) }])
  })

  it('that acts on the page counts as writing', async () => {
    const settings = { open, do: [{ click: 'text=Send' }], expect: { status: 200 } }
    expect(await judge(settings, {}, 'read-only')).toMatchObject([{ code: 'SMOKE_WRITES_REFUSED' }])
    expect(await judge({ ...settings, writes: 'allowed' }, {}, 'read-only')).toEqual([])
  })
})
