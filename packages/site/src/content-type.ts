import { readFileSync } from 'node:fs'

interface MediaTypes {
  readonly extensions: Readonly<Record<string, string>>
  readonly names: Readonly<Record<string, string>>
}

let table: MediaTypes | undefined

/**
 * The `Content-Type` of a key, charset included, from this package's own table (`data/media-types.json`, with date and
 * sources), never from the machine's; undefined where the table knows neither the name nor its extension.
 */
export function mediaType(key: string): string | undefined {
  table ??= JSON.parse(readFileSync(new URL('../data/media-types.json', import.meta.url), 'utf8')) as MediaTypes
  const { names, extensions } = table
  if (Object.hasOwn(names, key)) return names[key]
  const extension = extensionOf(key)
  return extension !== undefined && Object.hasOwn(extensions, extension) ? extensions[extension] : undefined
}

/** The extension of a key in lower case, without its dot; undefined where the name has none. */
export function extensionOf(key: string): string | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot > 0 && dot < name.length - 1 ? name.slice(dot + 1).toLowerCase() : undefined
}

/** Tells whether the first bytes of a file without extension are those of an HTML page, as Next's export writes them. */
export function looksLikeHtml(start: Uint8Array): boolean {
  return /^\uFEFF?\s*<(!doctype\s+html|html)[\s>]/i.test(new TextDecoder().decode(start.subarray(0, 256)))
}
