/** Replaces every secret it was told of, and passwords in addresses. One for all outputs of a run. */
export interface Masker {
  /** Learns a secret. Values under four characters are ignored: masking them would blot out ordinary text. */
  add(secret: string): void
  mask(text: string): string
  /** Masks every text inside plain data, keys included. */
  maskJson<T>(value: T): T
}

const shortest = 4
const blot = '•••'
/** Names that are known to hold no secret. */
const mostKeys = 1000

/**
 * Makes a masker that also knows the forms in which a secret usually leaks: JSON-escaped, URL-encoded, base64 (also in the
 * middle of longer base64), and line by line.
 */
export function createMasker(): Masker {
  const known = new Set<string>()
  let ordered: readonly string[] = []
  // The same few names stand in every event.
  const cleanKeys = new Set<string>()

  function add(secret: string): void {
    for (const form of formsOf(secret)) if (form.length >= shortest) known.add(form)
    cleanKeys.clear()
    ordered = [...known].sort((a, b) => b.length - a.length)
  }

  function mask(text: string): string {
    let masked = text
    for (const secret of ordered) if (masked.includes(secret)) masked = masked.replaceAll(secret, blot)
    return maskUrls(masked)
  }

  function maskKey(key: string): string {
    if (cleanKeys.has(key)) return key
    const masked = mask(key)
    if (masked === key && cleanKeys.size < mostKeys) cleanKeys.add(key)
    return masked
  }

  function maskJson<T>(value: T): T {
    return maskDeep(value) as T
  }

  function maskDeep(value: unknown): unknown {
    if (typeof value === 'string') return mask(value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) {
      const items = value.map(maskDeep)
      return items.every((item, index) => item === value[index]) ? value : items
    }
    // Most data holds no secret: what is as it was is not made anew.
    const entries = Object.entries(value)
    const masked = entries.map(([key, inner]) => [maskKey(key), maskDeep(inner)] as const)
    const isSame = masked.every(([key, inner], index) => key === entries[index]?.[0] && inner === entries[index]?.[1])
    return isSame ? value : Object.fromEntries(masked)
  }

  return { add, mask, maskJson }
}

/** What other programs print of registries and repositories: the password in an address, and npm's tokens. Nobody told of them. */
function maskUrls(text: string): string {
  const addresses = text.includes('://')
    ? text.replaceAll(/(:\/\/[^\s/:@"'<>]*:)[^\s/@"'<>]+(?=@)/g, `$1${blot}`)
    : text
  return addresses.includes('_auth') || addresses.includes('_password')
    ? addresses.replaceAll(/((?:_authToken|_auth|_password)\s*=\s*)[^\s"']+/g, `$1${blot}`)
    : addresses
}

/** Every form in which a text may carry the secret: as it is, and inside each other notation that our outputs pass on. */
function formsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= 8)
  const long = [secret, ...(lines.length > 1 ? lines : [])]
  return long.flatMap((text) => [text, ...escapedForms(text), ...urlForms(text), ...base64Forms(text)])
}

/** As JSON writes it, also inside JSON inside JSON, and with everything beyond ASCII as `\u…`, as Python does. */
function escapedForms(text: string): readonly string[] {
  const json = (value: string): string => JSON.stringify(value).slice(1, -1)
  const ascii = (value: string): string =>
    value.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const once = json(text)
  return [once, json(once), ascii(once), json(ascii(once))]
}

/** Percent-encoded as JavaScript, as a form, and as a strict server does. */
function urlForms(text: string): readonly string[] {
  // A lone surrogate cannot be encoded, so it cannot leak this way.
  if (!text.isWellFormed()) return []
  const encoded = encodeURIComponent(text)
  const strict = encoded.replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const lower = (value: string): string => value.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
  const all = [encoded, strict, encoded.replaceAll('%20', '+'), strict.replaceAll('%20', '+')]
  return [...all, ...all.map(lower)]
}

/** Of longer text, where base64 of something around it would carry it: three alignments, without the digits that others share. */
function base64Forms(text: string): readonly string[] {
  if (text.length < 8) return []
  const bytes = Buffer.from(text)
  const forms = [0, 1, 2].map((before) => {
    const digits = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return digits.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
  })
  return [bytes.toString('base64').replace(/=+$/, ''), ...forms].flatMap((form) => [
    form,
    form.replaceAll('+', '-').replaceAll('/', '_'),
  ])
}
