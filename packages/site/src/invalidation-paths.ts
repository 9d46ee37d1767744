const mostPaths = 15

/**
 * The invalidation paths of changed keys: URL-encoded, an index page also under its folder, at most 15. More are
 * gathered into the wildcards of their top folders, else into `/*`: each path is paid for after the first 1,000 a
 * month, a wildcard counts once, and 15 wildcards may be in progress (AWS, CloudFront quotas).
 */
export function invalidationPaths(keys: readonly string[]): readonly string[] {
  const paths = [...new Set(keys.flatMap(urlsOf))].sort()
  if (paths.length <= mostPaths) return paths
  const folders = new Map<string, string[]>()
  for (const path of paths) {
    const end = path.indexOf('/', 1)
    const folder = end < 0 ? '/' : path.slice(0, end + 1)
    folders.set(folder, [...(folders.get(folder) ?? []), path])
  }
  const gathered = [...folders].flatMap(([folder, own]) => (folder === '/' || own.length === 1 ? own : [`${folder}*`]))
  return gathered.length <= mostPaths ? gathered.sort() : ['/*']
}

function urlsOf(key: string): readonly string[] {
  const path = `/${key.split('/').map(encodeSegment).join('/')}`
  return path.endsWith('/index.html') ? [path, path.slice(0, -'index.html'.length)] : [path]
}

/** A literal asterisk at the end of a path would be a wildcard. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll('*', '%2A')
}
