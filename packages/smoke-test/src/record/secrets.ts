/** Gives recorded secrets names, and knows them wherever they stand; their values go nowhere. */
export interface SecretNames {
  /** A reference in place of a value. */
  refer(value: string, name: string): string
  /** A text with every value that is known by now, or looks like a secret, replaced by its reference. */
  hide(text: string): string
  /** The names in use, with what each is for. */
  list(): readonly string[]
}

/** Words in names of headers, parameters and fields whose values are nobody's business. */
const secretWord =
  /(^|[-_.])(auth|authorization|authentication|token|secret|password|passwd|pwd|pass|key|api-?key|apikey|credentials?|cookie|session|sid|signature|sig|jwt|otp|pin|csrf|xsrf|assertion|code-verifier)s?($|[-_.])/i
const secretPart = /token|secret|passw|apikey|api-key|api_key|credential|signature|authorization|sessionid/i

/** What is a secret by its look: a JSON web token, an AWS access key, a key of a well-known service, a private key. */
const secretLook =
  /eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\b(?:gh[opsur]_|github_pat_|sk_live_|rk_live_|sk-|xox[abprs]-|npm_|glpat-)[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g

/** Characters of a secret that is also hidden where no name tells of it; a shorter one may be any word. */
const shortest = 6

/** Whether a name says that its value is a secret. `camelCase` counts as words, too. */
export function isSecretName(name: string): boolean {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
  return secretWord.test(words) || secretPart.test(name)
}

/** Whether a whole value looks like a secret or is too random for anything else: 40 characters or more without a word. */
export function looksSecret(value: string): boolean {
  if (new RegExp(secretLook.source).test(value)) return true
  return (
    value.length >= 40 && /^[\w+/=.~-]+$/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value)
  )
}

/** Knows none yet. */
export function nameSecrets(): SecretNames {
  const byValue = new Map<string, string>()
  const used = new Set<string>()
  const refer = (value: string, name: string): string => {
    const known = byValue.get(value)
    if (known !== undefined) return `\${secret:${known}}`
    const plain = name
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
    let free = plain === '' ? 'secret' : plain
    for (let number = 2; used.has(free); number++) free = `${plain}-${number}`
    used.add(free)
    byValue.set(value, free)
    return `\${secret:${free}}`
  }
  return {
    refer,
    hide(text) {
      const found = text.replaceAll(secretLook, (value) => {
        refer(value, 'token')
        return value
      })
      // The longest first: a secret may stand inside another.
      const known = [...byValue].filter(([value]) => value.length >= shortest).sort(([a], [b]) => b.length - a.length)
      const parts: string[] = []
      let rest = found
      for (;;) {
        const next = known
          .map(([value, name]) => ({ at: rest.indexOf(value), value, name }))
          .filter(({ at }) => at >= 0)
          .sort((a, b) => a.at - b.at || b.value.length - a.value.length)[0]
        if (next === undefined) return [...parts, literal(rest)].join('')
        parts.push(literal(rest.slice(0, next.at)), `\${secret:${next.name}}`)
        rest = rest.slice(next.at + next.value.length)
      }
    },
    list: () => [...used],
  }
}

/** A text that means itself where references are filled in. */
export function literal(text: string): string {
  return text.replaceAll('${', '$$${')
}
