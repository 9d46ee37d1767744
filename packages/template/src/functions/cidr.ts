import { unknown } from '../unknown.ts'
import { listOf, open, type Resolve } from './function.ts'

/**
 * `Fn::Cidr`: the first parts of an address block, each of so many bits. Source: CloudFormation template reference,
 * "Fn::Cidr" (count 1 to 256; the bits count from the end of the address).
 */
export const cidr: Resolve = (argument, resolver) => {
  const values = listOf(argument).map((one) => resolver.value(one))
  const gap = values.find((value) => typeof value !== 'string' && typeof value !== 'number')
  const why = 'the address blocks that Fn::Cidr gives'
  if (gap !== undefined) return open(gap, why)
  const [block = '', count = '', bits = ''] = values.map(String)
  return subnets(block, Number(count), bits === '' ? undefined : Number(bits)) ?? unknown(why)
}

/** The first `count` blocks of `bits` host bits in a block; undefined where they do not fit, or it is no block. */
export function subnets(block: string, count: number, bits?: number): readonly string[] | undefined {
  const [address = '', length = ''] = block.split('/')
  const isSix = address.includes(':')
  const width = isSix ? 128 : 32
  const start = isSix ? parseSix(address) : parseFour(address)
  const host = bits ?? (isSix ? 64 : 8)
  const prefix = Number(length)
  if (start === undefined || length === '' || !isWithin(prefix, 0, width) || !isWithin(count, 1, 256)) return undefined
  if (!isWithin(host, 0, width)) return undefined
  const size = 1n << BigInt(host)
  const room = 1n << BigInt(width - prefix)
  if (size * BigInt(count) > room) return undefined
  const first = (start / room) * room
  const format = isSix ? formatSix : formatFour
  return Array.from({ length: count }, (_, index) => `${format(first + BigInt(index) * size)}/${width - host}`)
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function parseFour(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

function formatFour(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')
}

function parseSix(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::')
  const groups = (part: string): readonly string[] => (part === '' ? [] : part.split(':'))
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  const gap = 8 - before.length - after.length
  const all = [...before, ...Array.from({ length: tail === undefined ? 0 : Math.max(gap, 0) }, () => '0'), ...after]
  if (more.length > 0 || all.length !== 8 || all.some((one) => !/^[0-9a-fA-F]{1,4}$/.test(one))) return undefined
  return all.reduce((sum, one) => (sum << 16n) + BigInt(`0x${one}`), 0n)
}

/** The longest run of zeros is left out, as RFC 5952 has it. */
function formatSix(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16))
  const text = groups.join(':')
  const [run = ''] = [...text.matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)]
    .map(([zeros]) => zeros)
    .sort((a, b) => b.length - a.length)
  if (run === '') return text
  const at = text.search(new RegExp(`(?:^|(?<=:))${run}(?=:|$)`))
  const before = text.slice(0, at).replace(/:$/, '')
  const after = text.slice(at + run.length).replace(/^:/, '')
  return `${before}::${after}`
}
