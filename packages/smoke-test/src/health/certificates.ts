import { edgeRegion } from './distributions.ts'
import type { Endpoint } from './endpoints.ts'
import type { HealthReason, HealthThing } from './health.ts'
import { goneThing, type JudgeWorld, judgedThing } from './judge-thing.ts'
import { type LookWorld, lookAtEach, type Seen, tooLong, tryCall } from './look.ts'
import type { ServedCertificate, servedCertificate } from './served-certificate.ts'

/** What is seen of a certificate: one of ACM, or one that a host serves. */
export interface CertificateFacts {
  /** ISO 8601, UTC; absent of one that was never issued. */
  readonly expires?: string
  /** Status in ACM, such as `ISSUED`, and that of a renewal that goes on. */
  readonly status?: string
  readonly renewal?: string
  readonly arn?: string
  readonly domain?: string
  /** The origin that serves it, such as `https://example.com`; whether browsers take it, and why not. */
  readonly origin?: string
  readonly isTrusted?: boolean
  readonly why?: string
}

/** Looks at certificates of ACM by ARN, each in its own region: one call each. */
export async function readCertificates(
  arns: readonly string[],
  world: LookWorld,
): Promise<readonly Seen<CertificateFacts>[]> {
  if (arns.length === 0) return []
  const { ACMClient, DescribeCertificateCommand } = await import('./sdk-acm.ts')
  return await lookAtEach([...new Set(arns)], async (arn) => {
    const client = world.clientIn(regionOf(arn))(ACMClient)
    const asked = { action: 'acm:DescribeCertificate', what: 'its state', absent: isNotFound }
    const { value, unseen } = await tryCall(world, asked, (options) =>
      client.send(new DescribeCertificateCommand({ CertificateArn: arn }), options),
    )
    if (value === undefined) {
      return { name: arn, isGone: unseen === undefined, unseen: unseen === undefined ? [] : [unseen] }
    }
    const { DomainName, Status, NotAfter, RenewalSummary } = value.Certificate ?? {}
    const facts: CertificateFacts = {
      ...(NotAfter === undefined ? {} : { expires: NotAfter.toISOString() }),
      ...(Status === undefined ? {} : { status: Status }),
      ...(RenewalSummary?.RenewalStatus === undefined ? {} : { renewal: RenewalSummary.RenewalStatus }),
      ...(DomainName === undefined ? {} : { domain: DomainName }),
      arn,
    }
    return { name: DomainName === undefined ? arn : `${DomainName} (ACM)`, facts, unseen: [] }
  })
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceNotFoundException'
}

/** The region in an ARN, `arn:aws:acm:us-east-1:…`. */
function regionOf(arn: string): string {
  return arn.split(':')[3] || edgeRegion
}

/**
 * Looks at the certificates that origins serve; of one that takes no connection the endpoint tells. One of an own authority
 * must hold, and nobody asks whether browsers trust it.
 */
export async function readServed(
  endpoints: readonly Pick<Endpoint, 'origin' | 'hasOwnAuthority'>[],
  read: typeof servedCertificate,
  { signal }: Pick<LookWorld, 'signal'>,
): Promise<readonly Seen<CertificateFacts>[]> {
  const own = new Set(endpoints.flatMap(({ origin, hasOwnAuthority }) => (hasOwnAuthority ? [origin] : [])))
  const origins = [...new Set(endpoints.map(({ origin }) => origin))]
  return await lookAtEach(origins, async (origin) => {
    const { hostname, port, host } = new URL(origin)
    const served = await inTime(read(hostname, port === '' ? 443 : Number(port), signal), signal)
    const shown = served !== undefined && own.has(origin) ? { expires: served.expires, isTrusted: true } : served
    return { name: `${host} (served)`, facts: { origin, ...shown }, unseen: [] }
  })
}

async function inTime(
  answer: Promise<ServedCertificate | undefined>,
  signal: AbortSignal,
): Promise<ServedCertificate | undefined> {
  try {
    return await answer
  } catch (error) {
    if (signal.reason === tooLong) return undefined
    throw error
  }
}

/** Judges certificates: expired, near to it, not issued, stuck in their renewal, refused by browsers. */
export function judgeCertificates(seen: readonly Seen<CertificateFacts>[], world: JudgeWorld): readonly HealthThing[] {
  return seen.map((one) => {
    if (one.isGone === true) return goneThing('certificates', 'certificate', one, world)
    const { facts, name } = one
    if (facts === undefined) return judgedThing('certificates', one, 'its state is unknown', [])
    const { expires, origin, arn } = facts
    if (origin !== undefined && expires === undefined) {
      return judgedThing('certificates', one, 'no connection, see endpoints', [
        {
          rule: 'health/certificate-unserved',
          level: 'note',
          message: `no certificate was seen at ${origin}: it takes no connection`,
          fix: `curl -v ${origin}`,
        },
      ])
    }
    const fix =
      arn === undefined
        ? `curl -v ${origin ?? ''}`
        : world.aws(`acm describe-certificate --certificate-arn ${arn}`, regionOf(arn))
    const told = expires === undefined ? (facts.status ?? 'not issued') : `until ${expires.slice(0, 10)}`
    return judgedThing('certificates', one, told, [
      ...stateReasons(name, facts, fix),
      ...expiryReasons(name, facts, fix, world),
    ])
  })
}

function stateReasons(name: string, facts: CertificateFacts, fix: string): readonly HealthReason[] {
  const { status = 'ISSUED', isTrusted, why, expires, renewal } = facts
  const reasons: HealthReason[] = []
  if (status === 'PENDING_VALIDATION') {
    reasons.push({
      rule: 'health/certificate-pending',
      level: 'red',
      message: `certificate ${name} waits for its validation, so nothing can be served with it`,
      fix,
    })
  } else if (status !== 'ISSUED' && status !== 'EXPIRED') {
    const message = `certificate ${name} is ${status}`
    reasons.push({ rule: 'health/certificate-status', level: 'red', message, fix })
  }
  if (renewal === 'FAILED' || renewal === 'PENDING_VALIDATION') {
    const until = expires === undefined ? '' : `; it ends on ${expires.slice(0, 10)}`
    const message = `the renewal of certificate ${name} is ${renewal}${until}`
    reasons.push({ rule: 'health/certificate-renewal', level: 'yellow', message, fix })
  }
  if (isTrusted === false && why !== 'CERT_HAS_EXPIRED') {
    const message = `browsers refuse the certificate of ${name}: ${why ?? 'it is not trusted'}`
    reasons.push({ rule: 'health/certificate-untrusted', level: 'red', message, fix })
  }
  return reasons
}

function expiryReasons(
  name: string,
  { expires, status }: CertificateFacts,
  fix: string,
  { limits, now }: JudgeWorld,
): readonly HealthReason[] {
  if (expires === undefined && status !== 'EXPIRED') return []
  const days = expires === undefined ? 0 : (Date.parse(expires) - now.getTime()) / 86_400_000
  const isOver = days <= 0 || status === 'EXPIRED'
  if (!isOver && days >= limits.expiry.yellow) return []
  const isRed = isOver || days < limits.expiry.red
  const on = expires === undefined ? '' : ` on ${expires.slice(0, 10)}`
  const when = isOver ? `expired${on}` : `expires in ${Math.floor(days)} d${on}`
  return [
    {
      rule: isOver ? 'health/certificate-expired' : 'health/certificate-expiry',
      level: isRed ? 'red' : 'yellow',
      message: `certificate ${name} ${when} (degraded from ${limits.expiry.yellow} d, broken from ${limits.expiry.red} d before)`,
      value: Math.floor(days),
      threshold: isRed ? limits.expiry.red : limits.expiry.yellow,
      fix,
    },
  ]
}

/** Origins whose certificate browsers refuse: requests to them cannot tell more. */
export function refusedOrigins(seen: readonly Seen<CertificateFacts>[], now: Date): ReadonlySet<string> {
  return new Set(
    seen.flatMap(({ facts }) => {
      if (facts?.origin === undefined || facts.expires === undefined) return []
      return facts.isTrusted === false || Date.parse(facts.expires) <= now.getTime() ? [facts.origin] : []
    }),
  )
}
