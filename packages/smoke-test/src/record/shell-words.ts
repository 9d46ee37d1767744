/** A word of a command line, with the line on which it begins. */
export interface ShellWord {
  readonly text: string
  readonly line: number
}

/** The commands of a text in the language of a POSIX shell: words without their quotes; `#` comments are left out. */
export function posixCommands(source: string): readonly (readonly ShellWord[])[] {
  const text = source.replaceAll('\r\n', '\n')
  const commands: ShellWord[][] = [[]]
  let word: string | undefined
  let begun = 1
  let line = 1
  const end = (): void => {
    if (word !== undefined) commands.at(-1)?.push({ text: word, line: begun })
    word = undefined
  }
  const add = (part: string): void => {
    if (word === undefined) begun = line
    word = (word ?? '') + part
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '\\') {
      at += 1
      if (text[at] === '\n') line += 1
      else add(text[at] ?? '')
    } else if (char === "'") {
      const close = text.indexOf("'", at + 1)
      if (close < 0) throw new SyntaxError(`line ${line}: a quote ' is not closed`)
      add(text.slice(at + 1, close))
      line += text.slice(at, close).split('\n').length - 1
      at = close
    } else if (char === '"' || (char === '$' && (text[at + 1] === "'" || text[at + 1] === '"'))) {
      const isEscaped = char === '$' && text[at + 1] === "'"
      const from = char === '$' ? at + 2 : at + 1
      const { value, end: close } = isEscaped ? readEscaped(text, from, line) : readDouble(text, from, line)
      add(value)
      line += text.slice(at, close).split('\n').length - 1
      at = close
    } else if (char === '\n' || char === ';' || char === '&' || char === '|') {
      end()
      commands.push([])
      if (char === '\n') line += 1
    } else if (/\s/.test(char)) end()
    else if (char === '#' && word === undefined) {
      const close = text.indexOf('\n', at)
      at = (close < 0 ? text.length : close) - 1
    } else add(char)
  }
  end()
  return commands.filter((words) => words.length > 0)
}

interface Quoted {
  readonly value: string
  readonly end: number
}

function readDouble(text: string, from: number, line: number): Quoted {
  let value = ''
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '"') return { value, end: at }
    const next = text[at + 1] ?? ''
    if (char === '\\' && next === '\n') at += 1
    else if (char === '\\' && '"\\$`!'.includes(next)) {
      value += next
      at += 1
    } else value += char
  }
  throw new SyntaxError(`line ${line}: a quote " is not closed`)
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  v: '\v',
}

/** The inside of `$'…'`. */
function readEscaped(text: string, from: number, line: number): Quoted {
  const pattern = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|([\s\S]))|'|[^\\']+/gy
  pattern.lastIndex = from
  let value = ''
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [all, hex, short, long, octal, letter] = found
    if (all === "'") return { value, end: found.index }
    const code = hex ?? short ?? long
    if (code !== undefined) value += String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff))
    else if (octal !== undefined) value += String.fromCharCode(Number.parseInt(octal, 8))
    else if (letter !== undefined) value += escapes[letter] ?? (/['"\\?]/.test(letter) ? letter : `\\${letter}`)
    else value += all
  }
  throw new SyntaxError(`line ${line}: a quote $' is not closed`)
}

/** The one command of a text for Windows' `cmd`, as browsers copy it: carets escape, `"` quotes, `\"` is a quote inside. */
export function windowsWords(source: string): readonly ShellWord[] {
  const text = source.replaceAll(/\^\r?\n/g, ' ').replaceAll(/\^([\s\S])/g, '$1')
  const words: ShellWord[] = []
  let word: string | undefined
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    const next = text[at + 1]
    if (char === '\\' && (next === '"' || (next === '\\' && isQuoted))) {
      word = (word ?? '') + next
      at += 1
    } else if (char === '"' && isQuoted && next === '"') {
      word = `${word ?? ''}"`
      at += 1
    } else if (char === '"') {
      isQuoted = !isQuoted
      word ??= ''
    } else if (!isQuoted && /\s/.test(char)) {
      if (word !== undefined) words.push({ text: word, line: 1 })
      word = undefined
    } else word = (word ?? '') + char
  }
  if (isQuoted) throw new SyntaxError('a quote " is not closed')
  if (word !== undefined) words.push({ text: word, line: 1 })
  return words
}

/** Whether a command was copied for Windows' `cmd`. */
export function isWindows(source: string): boolean {
  return /\^\r?\n|\^"/.test(source)
}
