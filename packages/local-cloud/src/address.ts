import { frontDoor } from './front-door.ts'
import type { LocalCloud } from './local-cloud.ts'

const host = String.raw`(?:[a-z0-9-]+\.amazonaws\.com(?:\.cn)?|localhost(?::\d+)?)`
const apiAddress = new RegExp(String.raw`\b(http|ws)s?://([a-z0-9]+)\.execute-api\.${host}`, 'g')
const functionAddress = /\bhttps?:\/\/([a-z0-9-]+)\.lambda-url\.[a-z0-9-]+\.(?:on\.aws|localhost(?::\d+)?)/g
const objectAddress = new RegExp(String.raw`\bhttps?://([a-z0-9][a-z0-9.-]*?)\.s3(?:[.-]${host}|\.amazonaws\.com)`, 'g')
const siteAddress = /\bhttps?:\/\/([a-z0-9]+)\.cloudfront\.(?:net|localhost)(?::\d+)?/g
const siteDomain = /^([a-z0-9]+)\.cloudfront\.(?:net|localhost(?::\d+)?)$/

/**
 * Rewrites a stack's output to the form that works everywhere on this machine: addresses of APIs, function URLs and
 * bucket objects inside it, and of distributions (also a bare domain) by their front doors. Anything else stays as it is.
 */
export async function localAddress(cloud: LocalCloud, output: string): Promise<string> {
  const rewritten = rewriteAddresses(cloud.endpoint, output)
  if (cloud.token === undefined) return rewritten
  const doors = new Map<string, string>()
  for (const domain of siteDomains(rewritten)) {
    const door = await frontDoor(cloud, domain).catch(() => undefined)
    if (door !== undefined) doors.set(domain, door)
  }
  return rewriteSites(rewritten, doors)
}

/** Rewrites addresses of APIs, function URLs and bucket objects to paths of the endpoint. */
export function rewriteAddresses(endpoint: string, text: string): string {
  const webSocket = endpoint.replace(/^http/, 'ws')
  return text
    .replace(
      apiAddress,
      (_, scheme: string, id: string) => `${scheme === 'ws' ? webSocket : endpoint}/_aws/execute-api/${id}`,
    )
    .replace(functionAddress, (_, id: string) => `${endpoint}/_aws/lambda-url/${id}`)
    .replace(objectAddress, (_, bucket: string) => `${endpoint}/${bucket}`)
}

/** The domains of distributions that a text names, as `….cloudfront.net`. */
export function siteDomains(text: string): readonly string[] {
  const bare = siteDomain.exec(text)?.[1]
  const labels = bare === undefined ? Array.from(text.matchAll(siteAddress), (match) => match[1]) : [bare]
  return [...new Set(labels)].map((label) => `${label}.cloudfront.net`)
}

/** Rewrites addresses of distributions, or a bare domain, to their doors. */
export function rewriteSites(text: string, doors: ReadonlyMap<string, string>): string {
  const bare = siteDomain.exec(text)?.[1]
  if (bare !== undefined) return doors.get(`${bare}.cloudfront.net`) ?? text
  return text.replace(siteAddress, (address, label: string) => doors.get(`${label}.cloudfront.net`) ?? address)
}
