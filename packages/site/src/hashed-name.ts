const assetFolders: ReadonlySet<string> = new Set([
  '_app',
  '_astro',
  '_next',
  '_nuxt',
  'assets',
  'chunks',
  'css',
  'immutable',
  'js',
  'media',
  'static',
])

/** Letters or digits alone, words, camel case, a word with a number, dimensions: what people write, not what a hash looks like. */
const written: readonly RegExp[] = [
  /^[A-Z]?[a-z]*([A-Z][a-z]+)*$/,
  /^[A-Z]+$/,
  /^[A-Za-z]+([_-][A-Za-z]+)*$/,
  /^([A-Za-z]+[_-]?)+\d+$/,
  /^[\d_-]+[A-Za-z]*$/,
  /^\d+x\d+$/,
]

/**
 * Tells whether a name carries a hash of its content, so that the bytes under it never change. Certain where the
 * build's own manifest lists it; else only inside a folder that build tools use for assets, and only if the piece
 * before the extension looks like a hash: eight base64url characters (Vite, Rollup, esbuild) or eight and more hex
 * digits (webpack, Parcel). In doubt the answer is no: such a file is checked for more often than it must be, which
 * costs a request; the opposite would keep an old file in browsers for a year.
 */
export function hasHashedName(key: string, listed: ReadonlySet<string>): boolean {
  const name = key.slice(key.lastIndexOf('/') + 1)
  if (listed.has(key)) return /[.-][A-Za-z0-9_-]{8,}\./.test(name)
  if (
    !key
      .split('/')
      .slice(0, -1)
      .some((folder) => assetFolders.has(folder))
  )
    return false
  const stem = /^(.+?)((\.(chunk|module|min|legacy|worker))*\.[A-Za-z0-9]+)$/.exec(name)?.[1]
  if (stem === undefined) return false
  const hex = /[.-]([0-9a-f]{8,64})$/.exec(stem)?.[1]
  if (hex !== undefined) return /[a-f]/.test(hex) && /\d/.test(hex)
  const base64 = /[.-]([A-Za-z0-9_-]{8})$/.exec(stem)?.[1]
  return base64 !== undefined && !written.some((form) => form.test(base64))
}
