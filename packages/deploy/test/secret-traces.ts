/** Searches bytes for secrets, in every notation in which they usually leak. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, inflateRawSync } from 'node:zlib'

/** Something to be searched, and what to call it. */
export interface Place {
  readonly name: string
  readonly bytes: Buffer
}

/** Every place that holds one of the secrets, with the notation it was found in; empty where nothing leaked. */
export function tracesOf(secrets: Readonly<Record<string, string>>, places: readonly Place[]): readonly string[] {
  const needles = Object.entries(secrets).flatMap(([name, secret]) =>
    Object.entries(notations(secret)).map(([form, text]) => ({ what: `${name} (${form})`, bytes: Buffer.from(text) })),
  )
  return places.flatMap(({ name, bytes }) =>
    opened(bytes).flatMap((content) =>
      needles.filter((needle) => content.includes(needle.bytes)).map(({ what }) => `${what} in ${name}`),
    ),
  )
}

/** All files below a folder. */
export async function filesBelow(
  folder: string,
  keep: (path: string) => boolean = () => true,
): Promise<readonly Place[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return await Promise.all(paths.filter(keep).map(async (name) => ({ name, bytes: await readFile(name) })))
}

/** The forms of a secret; written here anew, so that a mistake of the masker is not made twice. */
function notations(secret: string): Readonly<Record<string, string>> {
  const json = JSON.stringify(secret).slice(1, -1)
  const aligned = [0, 1, 2].map((before) => {
    const text = Buffer.from(`${'x'.repeat(before)}${secret}`)
      .toString('base64')
      .replace(/=+$/, '')
    // The first digits are shared with what stands before, the last with what may follow.
    return text.slice(before === 0 ? 0 : before + 1, -2)
  })
  return {
    plain: secret,
    json,
    'json in json': JSON.stringify(json).slice(1, -1),
    'percent-encoded': encodeURIComponent(secret),
    form: new URLSearchParams({ v: secret }).toString().slice(2),
    ...Object.fromEntries(aligned.map((text, index) => [`base64 at ${index}`, text])),
    base64url: Buffer.from(secret).toString('base64url').slice(0, -2),
    hex: Buffer.from(secret).toString('hex'),
  }
}

/** The bytes, and what they hold where they are gzip or a zip. */
function opened(bytes: Buffer): readonly Buffer[] {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return [bytes, gunzipSync(bytes)]
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\u0003\u0004') return [bytes]
  return [bytes, ...zipEntries(bytes)]
}

/** The entries of a zip, by its central directory. */
function zipEntries(bytes: Buffer): readonly Buffer[] {
  const end = bytes.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  const entries: Buffer[] = []
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)]
    const local = bytes.readUInt32LE(at + 42)
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = bytes.subarray(begin, begin + size)
    entries.push(method === 0 ? content : inflateRawSync(content))
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}
