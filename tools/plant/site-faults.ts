import { type Application, type Change, type Edit, type Fault, type ObjectChange, replaced } from './fault.ts'

const script = /^assets\/.*\.js$/
const style = /^assets\/.*\.css$/

const object = (key: string | RegExp, change: Change | ObjectChange | undefined) => (application: Application) =>
  application.object(key, change)
const edit =
  (key: string | RegExp, ...one: Edit) =>
  (application: Application) =>
    application.object(key, (text) => replaced(text, one))
const config = (changes: object) => object('config.json', (text) => JSON.stringify({ ...JSON.parse(text), ...changes }))

/** Faults in how the site is published and served. */
export const siteFaults: readonly Fault[] = [
  {
    name: 'a stale page: kept by browsers for a year',
    plant: object('index.html', { cacheControl: 'public, max-age=31536000' }),
    suites: ['smoke'],
    step: 'the site opens',
    says: /header cache-control: expected "no-cache", got "public, max-age=31536000"/,
  },
  {
    name: 'a half-published site: the page names a script that is not there',
    plant: object('index.html', (text) => text.replace(/assets\/index-[\w-]+\.js/, 'assets/index-0LDbuild.js')),
    suites: ['smoke'],
    step: 'its script is there, for good',
    says: /expected status 200, got 40\d/,
  },
  {
    name: 'a half-published site: the style is missing',
    plant: object(style, undefined),
    suites: ['smoke'],
    step: 'its style is there, for good',
    says: /expected status 200, got 40\d/,
  },
  {
    name: 'hashed files that are fetched anew each time',
    plant: object(script, { cacheControl: 'no-cache' }),
    suites: ['smoke'],
    step: 'its script is there, for good',
    says: /header cache-control: expected to contain "immutable", got "no-cache"/,
  },
  {
    name: 'a script that browsers refuse: served as plain text',
    plant: object(script, { contentType: 'text/plain' }),
    suites: ['smoke'],
    step: 'its script is there, for good',
    says: /header content-type: expected to match .*got "text\/plain"/,
  },
  {
    name: 'a stale config.json: the API of before',
    plant: config({ apiUrl: 'http://127.0.0.1:4566/_aws/execute-api/00000000' }),
    suites: ['smoke'],
    step: 'the site knows its API and its environment',
    says: /json\.apiUrl: expected "http.*", got the string ".*00000000"/,
  },
  {
    name: "another environment's config.json",
    plant: config({ environment: 'prod', showLeaderboard: true }),
    suites: ['smoke'],
    step: 'the site knows its API and its environment',
    says: /json\.environment: expected "local", got the string "prod"/,
  },
  {
    name: 'no config.json',
    plant: object('config.json', undefined),
    suites: ['smoke'],
    step: 'the site knows its API and its environment',
    says: /expected status 200, got 40\d/,
  },
  {
    name: 'a redirect loop',
    plant: (application) =>
      application.edge((text) =>
        replaced(text, [
          'var request = event.request',
          'var request = event.request\n  return { statusCode: 302, statusDescription: "Found", headers: { location: { value: request.uri } } }',
        ]),
      ),
    suites: ['smoke'],
    step: 'the site opens',
    says: /redirect/,
  },
  {
    name: 'deep links that lead nowhere',
    plant: (application) =>
      application.edge((text) =>
        replaced(text, [
          "request.uri = '/index.html'",
          "request.uri = request.uri === '/' ? '/index.html' : request.uri",
        ]),
      ),
    suites: ['smoke'],
    step: 'a deep link opens the same site',
    says: /expected status 200, got 40\d/,
  },
  {
    name: 'an error page as 200: a missing file opens the site',
    plant: (application) =>
      application.edge((text) =>
        replaced(text, ["if (!name.includes('.'))", "if (!name.includes('.') || name === 'nope.js')"]),
      ),
    suites: ['smoke'],
    step: 'a missing file stays missing',
    says: /expected status 403 or 404, got 200/,
  },
  {
    name: 'another page in its place',
    plant: object('index.html', () => '<!doctype html><title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>'),
    suites: ['smoke'],
    step: 'the site opens',
    says: /body: expected to contain "<title>Fraud or not\?<\/title>"/,
  },
]

/** Faults that only a browser sees. */
export const pageFaults: readonly Fault[] = [
  {
    name: 'an exception at the start',
    plant: object(script, (text) => `throw new Error('planted at start');\n${text}`),
    suites: ['pages'],
    step: 'the site shows its reports',
    says: /planted at start/,
  },
  {
    name: 'a blank page: the script does nothing',
    plant: object(script, () => '/* This site is not ready */'),
    suites: ['pages'],
    step: 'the site shows its reports',
    says: /expected/,
  },
  {
    name: 'stale HTML: the page and the script of a build without votes',
    plant: edit(script, '/votes`', '/opinions`'),
    suites: ['pages'],
    step: 'a visitor votes on it',
    says: /expected|404/,
  },
  {
    name: 'a form that people with a screen reader cannot use',
    plant: edit(script, 'htmlFor:`${n}message`', 'className:`${n}message`'),
    suites: ['pages'],
    step: 'the site shows its reports',
    says: /label/i,
  },
  {
    name: 'a button that does nothing',
    plant: edit(script, 'type:`submit`', 'type:`button`'),
    suites: ['pages'],
    step: 'a visitor reports a message',
    says: /form-done|Thank you/,
  },
  {
    name: 'a page that may not reach its API',
    plant: edit(
      'index.html',
      '<head>',
      `<head><meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`,
    ),
    suites: ['pages'],
    step: 'the site shows its reports',
    says: /Content Security Policy|not ready|expected/i,
  },
]
