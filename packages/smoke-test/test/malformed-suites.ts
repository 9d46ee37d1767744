/** Suites that cannot be run as they are written, each with what is told of it: codes with the text at which they point. */
export interface MalformedSuite {
  readonly what: string
  /** The suite as it stands under `suites: { smoke: … }`, in YAML's flow style; `§` stands before what a problem points at. */
  readonly suite: string
  /** The codes of all problems, in the order of the `§`. */
  readonly codes: readonly string[]
}

const url = 'http: { get: "http://127.0.0.1:9/"'
const ok = 'expect: { status: 200 }'
const good = `{ ${url}, ${ok} } }`
const one = (what: string, suite: string, ...codes: readonly string[]): MalformedSuite => ({ what, suite, codes })

const [empty, expectation, setting] = ['SMOKE_NO_EXPECTATION', 'SMOKE_EXPECTATION_INVALID', 'SMOKE_SETTING_INVALID']
const [missing, invalid, unknown] = ['PROJECT_KEY_MISSING', 'PROJECT_VALUE_INVALID', 'PROJECT_KEY_UNKNOWN']

/** What the project's vocabulary refuses. */
const vocabulary: readonly MalformedSuite[] = [
  one('no steps', '{ steps: [] }', invalid),
  one('a number', '§7', invalid),
  one('a step that is a text', '[ §get ]', invalid),
  one('a step of no kind', '[ §{ name: a } ]', missing),
  one('a step of two kinds', `[ §{ ${url} }, wait: 1s } ]`, invalid),
  one('a step of an unknown kind', '[ { §htp: { get: x } } ]', unknown),
  one('a key that nobody knows', `[ { ${url}, ${ok} }, §retrys: 3 } ]`, unknown),
  one('no number of tries', `[ { ${url}, ${ok} }, retry: §many } ]`, invalid),
  one('too many tries', `[ { ${url}, ${ok} }, retry: §101 } ]`, invalid),
  one('a backoff below one', `[ { ${url}, ${ok} }, retry: { attempts: 2, backoff: §0.5 } } ]`, invalid),
  one('a deadline without a unit', `[ { ${url}, ${ok} }, eventually: { within: §"10" } } ]`, invalid),
  one('a timeout of nothing', `[ { ${url}, ${ok} }, timeout: §soon } ]`, invalid),
  one('a tier that is none', `{ tiers: [§production], steps: [ ${good} ] }`, invalid),
  one('nothing at a time', `{ parallel: §0, steps: [ ${good} ] }`, invalid),
  one('a part that nobody knows', `{ §teardown: [], steps: [ ${good} ] }`, unknown),
  one('a capture that says nothing', `[ { ${url}, ${ok} }, capture: { id: §7 } } ]`, invalid),
  one('a capture whose name is none', `[ { ${url}, ${ok} }, capture: { §"a b": id } } ]`, 'PROJECT_NAME_INVALID'),
  one(
    'a reference that nobody knows',
    '[ { http: { get: "§${output.app.Url}", expect: { status: 200 } } } ]',
    'PROJECT_REFERENCE_UNKNOWN',
  ),
]

/** What the kinds of steps refuse. */
const settings: readonly MalformedSuite[] = [
  one('no expectation', `[ { §${url} } } ]`, empty),
  one('an empty expectation', `[ { ${url}, expect: §{} } } ]`, empty),
  one('nothing but a time', `[ { ${url}, expect: §{ within: 2s } } } ]`, empty),
  one('every status', `[ { ${url}, expect: { status: §[2xx, 3xx, 4xx, 5xx] } } } ]`, empty),
  one('a status that is none', `[ { ${url}, expect: { status: §2000 } } } ]`, expectation),
  one('a class of status that is none', `[ { ${url}, expect: { status: §6xx } } } ]`, expectation),
  one('a text that every text holds', `[ { ${url}, expect: { text: §"" } } } ]`, empty),
  one('a pattern of anything', `[ { ${url}, expect: { text: { matches: §".*" } } } } ]`, empty),
  one('a pattern that is none', `[ { ${url}, expect: { text: { matches: §"(" } } } } ]`, expectation),
  one('an expectation that nobody knows', `[ { ${url}, expect: { status: 200, §jsn: {} } } } ]`, expectation),
  one('a shape that is none', `[ { ${url}, expect: { json: { id: §strng } } } } ]`, expectation),
  one('a list of two shapes', `[ { ${url}, expect: { json: §[string, number] } } } ]`, expectation),
  one('a length below nothing', `[ { ${url}, expect: { json: { length: §{ min: -1 } } } } } ]`, expectation),
  one('no address', `[ { http: { get: §reports, ${ok} } } ]`, 'SMOKE_URL_INVALID'),
  one('a password in an address', `[ { http: { get: §"http://a:b@127.0.0.1:9/", ${ok} } } ]`, 'SMOKE_URL_INVALID'),
  one('no method', `[ { §http: { ${ok} } } ]`, setting),
  one('two methods', `[ { §${url}, delete: "http://127.0.0.1:9/", ${ok} } } ]`, setting),
  one('a body of a GET', `[ { ${url}, body: §hello, ${ok} } } ]`, setting),
  one('a setting that nobody knows', `[ { ${url}, §follows: true, ${ok} } } ]`, setting),
  one('a header that cannot be sent', `[ { ${url}, headers: { x: §"a\\nb" }, ${ok} } } ]`, setting),
  one('a timeout of no duration', `[ { ${url}, timeout: §soon, ${ok} } } ]`, setting),
  one('no yes or no for what it writes', `[ { ${url}, writes: §maybe, ${ok} } } ]`, setting),
  one('a function of no name', `[ { §lambda: { expect: { status: 200 } } } ]`, setting),
  one('a function without an expectation', `[ { §lambda: { function: Api } } ]`, empty),
  one(
    'an item that is expected and absent',
    `[ §{ dynamodb: { table: T, get: { id: a }, expect: { absent: §true, item: { id: string } } } } ]`,
    expectation,
    'SMOKE_NO_FENCE',
  ),
  one('tries of what it writes', `[ { http: { post: "http://127.0.0.1:9/", ${ok} }, §retry: 3 } ]`, setting),
  one('a deadline beside tries', `[ { ${url}, ${ok} }, §retry: 3, eventually: { within: 5s } } ]`, setting),
]

/** What is wrong between steps. */
const links: readonly MalformedSuite[] = [
  one(
    'a captured value that nobody captures',
    '[ { §http: { get: "http://127.0.0.1:9/${captured.id}", expect: { status: 200 } } } ]',
    'SMOKE_CAPTURE_UNKNOWN',
  ),
  one('a capture that is no JSONata', `[ { ${url}, ${ok} }, capture: { id: §"a.{" } } ]`, setting),
  one(
    'a capture of one that nobody captures',
    `[ { ${url}, ${ok} }, capture: { id: §"$captured.other" } } ]`,
    'SMOKE_CAPTURE_UNKNOWN',
  ),
  one(
    'a name captured twice',
    `[ { ${url}, ${ok} }, capture: { id: id } }, { ${url}, ${ok} }, capture: { id: §id } } ]`,
    setting,
  ),
  one('a need that is no step', `[ { ${url}, ${ok} }, needs: §nobody } ]`, setting),
  one('a need that comes later', `[ { ${url}, ${ok} }, needs: §b }, { name: b, ${url}, ${ok} } } ]`, setting),
  one('a fence that is no step', `[ { ${url}, ${ok} }, fence: §nobody } ]`, setting),
  one(
    'nothing there without a fence',
    `[ { §logs: { function: Api, expect: { text: error, absent: true } } } ]`,
    'SMOKE_NO_FENCE',
  ),
  one('nothing but waiting', '[ { wait: 1s } ]', 'SMOKE_SUITE_EMPTY'),
  one(
    'several at once',
    `[ { §${url} } }, { http: { get: §nowhere, expect: { status: §abc } } }, { ${url}, ${ok} }, needs: §x } ]`,
    empty,
    'SMOKE_URL_INVALID',
    expectation,
    setting,
  ),
  one('a clean-up that is wrong', `{ steps: [ ${good} ], cleanup: [ { §${url} } } ] }`, empty),
]

/** Fifty and some. */
export const malformedSuites: readonly MalformedSuite[] = [...vocabulary, ...[...settings, ...links].map(atKeys)]

/** What a kind of step refuses is told at the setting's name, or, where the step as a whole is meant, at its beginning. */
function atKeys(malformed: MalformedSuite): MalformedSuite {
  const suite = malformed.suite.replace(/([\w-]+): §/g, '§$1: ').replace(/\{ §(http|lambda|logs):/g, '§{ $1:')
  return { ...malformed, suite }
}
