import { type RecordedRequest, type Recording, type Refuse, webAddress } from './recorded.ts'
import { isWindows, posixCommands, type ShellWord, windowsWords } from './shell-words.ts'

/** Flags that say how curl goes about it, not what is sent: with and without a value. */
const ignored = new Set(
  '--compressed -s --silent -S --show-error -i --include -v --verbose -f --fail --fail-with-body -# --progress-bar --http1.1 --http2 --http2-prior-knowledge --http3 -4 -6 --ipv4 --ipv6 -g --globoff -N --no-buffer --tcp-nodelay --no-keepalive --path-as-is -j'.split(
    ' ',
  ),
)
const ignoredWithValue = new Set(
  '-o --output -m --max-time --connect-timeout --retry --retry-delay --retry-max-time --max-redirs -w --write-out -D --dump-header -c --cookie-jar --keepalive-time --limit-rate'.split(
    ' ',
  ),
)

/** Why a flag cannot be taken over. */
const refused: Readonly<Record<string, string>> = {
  '-k': 'a suite always checks certificates',
  '--insecure': 'a suite always checks certificates',
  '-F': 'a suite sends no forms of several parts',
  '--form': 'a suite sends no forms of several parts',
  '-T': 'a suite uploads no files',
  '--upload-file': 'a suite uploads no files',
  '-K': 'it reads a file of its own',
  '--config': 'it reads a file of its own',
}

const valued = new Set(
  '-X --request -H --header -d --data --data-ascii --data-raw --data-binary --data-urlencode --json -u --user -b --cookie -A --user-agent -e --referer --url --oauth2-bearer'.split(
    ' ',
  ),
)
const plain = new Set('-L --location -G --get -I --head'.split(' '))

/**
 * Reads `curl` commands as people type them and as browsers copy them, for a POSIX shell and for Windows' `cmd`. A flag that
 * a suite cannot keep is refused. Source: curl(1).
 */
export function readCurl(source: string, refuse: Refuse): Recording {
  const commands = commandsOf(source, refuse)
  return { requests: commands.flatMap((words) => readCommand(words, refuse)), leftOut: [] }
}

function commandsOf(source: string, refuse: Refuse): readonly (readonly ShellWord[])[] {
  try {
    return isWindows(source) ? [windowsWords(source)] : posixCommands(source)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const [, line] = /^line (\d+)/.exec(message) ?? []
    return refuse(message, line === undefined ? {} : { line: Number(line) })
  }
}

interface Flag {
  readonly name: string
  readonly value: string
  readonly line: number
}

function readCommand([first, ...words]: readonly ShellWord[], refuse: Refuse): readonly RecordedRequest[] {
  if (first === undefined) return []
  if (!/(^|[\\/])curl(\.exe)?$/.test(first.text)) refuse(`"${first.text}" is no curl command`, { line: first.line })
  const { flags, addresses } = flagsOf(words, refuse)
  const all = [...flags.filter(({ name }) => name === '--url').map(({ value }) => value), ...addresses]
  if (all.length === 0) refuse('the command names no address', { line: first.line })
  return all.map((address) => requestOf(address, flags, first.line, refuse))
}

function flagsOf(
  words: readonly ShellWord[],
  refuse: Refuse,
): { flags: readonly Flag[]; addresses: readonly string[] } {
  const flags: Flag[] = []
  const addresses: string[] = []
  const rest = [...words]
  const take = (name: string, line: number): string => {
    const next = rest.shift()
    return next === undefined ? refuse(`${name} has no value`, { line }) : next.text
  }
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const { text, line } = word
    if (!text.startsWith('-') || text === '-') {
      addresses.push(text)
      continue
    }
    const [long = '', ...inline] = text.startsWith('--') ? text.split('=') : []
    const names = text.startsWith('--') ? [long] : shortFlags(text)
    for (const [index, one] of names.entries()) {
      const [name, glued] = Array.isArray(one) ? one : [one, inline.length > 0 ? inline.join('=') : undefined]
      const why = refused[name]
      if (why !== undefined) refuse(`${name} cannot be recorded: ${why}`, { line }, `leave ${name} out`)
      if (plain.has(name)) flags.push({ name, value: '', line })
      else if (valued.has(name)) flags.push({ name, value: glued ?? take(name, line), line })
      else if (ignoredWithValue.has(name)) glued ?? take(name, line)
      else if (!ignored.has(name))
        refuse(`${name} is not known here`, { line }, `leave ${name} out, if it can be done without`)
      if (glued !== undefined && index < names.length - 1) break
    }
  }
  return { flags, addresses }
}

/** `-sSL` is three flags, `-XPOST` one with its value. */
function shortFlags(text: string): readonly (string | readonly [string, string])[] {
  const found: (string | readonly [string, string])[] = []
  for (let at = 1; at < text.length; at++) {
    const name = `-${text[at]}`
    const rest = text.slice(at + 1)
    if ((valued.has(name) || ignoredWithValue.has(name) || refused[name] !== undefined) && rest !== '') {
      found.push([name, rest])
      break
    }
    found.push(name)
  }
  return found
}

function requestOf(address: string, flags: readonly Flag[], line: number, refuse: Refuse): RecordedRequest {
  // curl takes an address without its protocol for http.
  const url = webAddress(/^[a-z]+:\/\//i.test(address) ? address : `http://${address}`)
  if (url === undefined) return refuse(`"${address}" is no web address`, { line })
  const of = (...names: readonly string[]): readonly Flag[] => flags.filter(({ name }) => names.includes(name))
  const has = (...names: readonly string[]): boolean => of(...names).length > 0
  const data = of('-d', '--data', '--data-ascii', '--data-raw', '--data-binary', '--data-urlencode', '--json')
  const texts = data.map((flag) => dataOf(flag, refuse))
  const isJson = has('--json')
  const body = texts.length === 0 ? undefined : texts.join(isJson ? '' : '&')
  const isQuery = has('-G', '--get')
  if (isQuery && body !== undefined) url.search = [url.search.slice(1), body].filter((part) => part !== '').join('&')
  const sent = isQuery ? undefined : body
  const method =
    of('-X', '--request').at(-1)?.value ?? (has('-I', '--head') ? 'HEAD' : sent === undefined ? 'GET' : 'POST')
  const usual = isJson
    ? { 'content-type': 'application/json', accept: 'application/json' }
    : sent === undefined
      ? {}
      : { 'content-type': 'application/x-www-form-urlencoded' }
  const user = of('-u', '--user').at(-1)?.value ?? userOf(url)
  const bearer = of('--oauth2-bearer').at(-1)?.value
  const cookie = of('-b', '--cookie').map(({ value }) => value)
  return {
    method: method.toUpperCase(),
    url,
    headers: {
      ...usual,
      ...(user === undefined ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(cookie.length === 0 ? {} : { cookie: cookie.join('; ') }),
      ...Object.fromEntries(of('-H', '--header').flatMap((flag) => headerOf(flag, refuse))),
    },
    ...(sent === undefined ? {} : { body: sent }),
    ...(has('-L', '--location') ? { follow: true } : {}),
  }
}

/** Who an address says that sends it, as curl takes it; undefined where it says nothing. */
function userOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  const plain = (part: string): string => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  }
  return `${plain(username)}:${plain(password)}`
}

function dataOf({ name, value, line }: Flag, refuse: Refuse): string {
  if (name !== '--data-raw' && /^[^=]*@/.test(name === '--data-urlencode' ? value : value.slice(0, 1))) {
    refuse(`${name} reads the file ${value.replace(/^[^@]*@/, '')}`, { line }, 'write its text into the command')
  }
  if (name !== '--data-urlencode') return value
  const at = value.indexOf('=')
  const key = at > 0 ? `${value.slice(0, at)}=` : ''
  return `${key}${encodeURIComponent(at >= 0 ? value.slice(at + 1) : value)}`
}

function headerOf({ name, value, line }: Flag, refuse: Refuse): readonly (readonly [string, string])[] {
  if (value.startsWith('@'))
    refuse(`${name} reads the file ${value.slice(1)}`, { line }, 'write the headers into the command')
  const at = value.indexOf(':')
  // `Name:` takes a header away, `Name;` sends an empty one.
  if (at <= 0) return []
  const text = value.slice(at + 1).trim()
  return text === '' ? [] : [[value.slice(0, at).trim().toLowerCase(), text]]
}
