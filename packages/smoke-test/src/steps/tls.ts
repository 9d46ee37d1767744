import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseTextExpectation, type TextExpectation, textDifference } from '../expect/text-expectation.ts'
import { lookAtCertificate, type ShownCertificate } from '../network/look-at-certificate.ts'
import {
  commonReaders,
  type Fields,
  isGiven,
  type Reader,
  readExpected,
  readFields,
  readText,
  readTrue,
} from '../read-fields.ts'
import {
  type Attempt,
  defaultTimeLimit,
  type PreparedStep,
  type StepKind,
  type StepWorld,
  unresolved,
} from '../step-kind.ts'
import { show } from '../values.ts'

/** From the oldest to the newest. */
const protocols: readonly string[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

const readProtocol: Reader<string> = (value, report) => {
  const protocol = protocols.find((one) => one === value)
  if (protocol === undefined) {
    report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no version of TLS`, `one of ${protocols.join(', ')}`)
  }
  return protocol
}

const readDays: Reader<number> = (value, report) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value
  report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no number of days`, 'such as 14, for at least two weeks')
  return undefined
}

const readContains: Reader<TextExpectation> = (value, report) => parseTextExpectation(value, 'contains', report)

/** Reads a host, or a host with its port, or the address of a page there. */
const readHost: Reader<{ readonly host: string; readonly port: number }> = (value, report) => {
  const written = typeof value === 'string' ? value : ''
  const url = URL.parse(/^https:\/\//.test(written) ? written : `https://${written}`)
  if (value === unresolved) return { host: 'unresolved.invalid', port: 443 }
  if (url !== null && written !== '' && !/\s|@/.test(written)) {
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 443 : Number(url.port) }
  }
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no host`, 'such as example.com or example.com:8443')
  return undefined
}

const expectations = {
  valid: readTrue,
  daysLeft: readDays,
  protocol: readProtocol,
  issuer: readContains,
  names: readText,
}
type Expected = Fields<typeof expectations>

const readers = { host: readHost, name: readText, authority: readText, ...commonReaders }

/** `tls`: the certificate that a host shows. It is always expected to be trusted, in force, and for that host. */
export const tlsStep: StepKind = {
  prepare: (settings, report) => {
    const fields = readFields(settings, readers, report)
    const isComplete = isGiven(settings, 'host', 'example.com', report)
    const expected = readExpected(fields.expect?.value, expectations, report.at('expect'))
    if (!isComplete || fields.host === undefined || expected === undefined) return undefined
    const host = { ...fields.host, name: fields.name ?? fields.host.host }
    return {
      writes: fields.writes ?? false,
      timeLimit: fields.timeout ?? defaultTimeLimit,
      attempt: (world, signal) => attempt(host, fields.authority, expected, world, signal),
    } satisfies PreparedStep
  },
}

async function attempt(
  { host, port, name }: { readonly host: string; readonly port: number; readonly name: string },
  authority: string | undefined,
  expected: Expected,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Attempt> {
  const begun = performance.now()
  const request = { title: `TLS ${host}:${port}` }
  const authorities = authority === undefined ? undefined : await readPem(join(world.folder, authority))
  if (authority !== undefined && authorities === undefined) {
    return { differences: [`authority ${authority} cannot be read, or holds no certificate`], transient: false }
  }
  const shown = await lookAtCertificate({ host, port, name, authorities }, signal)
  if ('failure' in shown) {
    const differences = [`no certificate of ${host}:${port}: ${shown.failure}`]
    return { differences, transient: true, exchange: { request } }
  }
  const answer = { json: shown, ms: performance.now() - begun }
  const exchange = { request, response: { title: shown.protocol, body: show(shown, 4000) } }
  return { differences: differencesOf(expected, shown), transient: false, answer, exchange }
}

async function readPem(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text?.includes('-----BEGIN CERTIFICATE-----') === true ? text : undefined
}

function differencesOf(expected: Expected, shown: ShownCertificate): readonly string[] {
  const differences: string[] = []
  const { distrust, misfit, daysLeft, protocol, issuer, names, from, until } = shown
  const ended = daysLeft < 0 ? `, it ended at ${until}` : ''
  const early = Date.parse(from) > Date.now() ? `, it begins at ${from}` : ''
  if (distrust !== undefined) differences.push(`expected a trusted certificate, got ${distrust}${ended}${early}`)
  if (misfit !== undefined) differences.push(`expected a certificate for the host: ${misfit}`)
  if (expected.daysLeft !== undefined && daysLeft < expected.daysLeft) {
    differences.push(`expected at least ${expected.daysLeft} days left, got ${Math.max(0, daysLeft)}, until ${until}`)
  }
  const least = protocols.indexOf(expected.protocol ?? 'TLSv1')
  if (protocols.indexOf(protocol) < least) {
    differences.push(`expected at least ${expected.protocol ?? ''}, got ${protocol}`)
  }
  const other = expected.issuer === undefined ? undefined : textDifference(expected.issuer, issuer)
  if (other !== undefined) differences.push(`issuer: expected ${other}`)
  if (expected.names !== undefined && !names.includes(expected.names)) {
    differences.push(`expected name ${expected.names}, got ${show(names)}`)
  }
  return differences
}
