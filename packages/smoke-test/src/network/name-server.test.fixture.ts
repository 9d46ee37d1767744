import { createSocket } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** Answers by name and type: records as their bytes, or a code such as 2 for a failure; a name without any does not exist. */
export type Zone = Readonly<Record<string, readonly Uint8Array[] | number>>

const typeNumbers: Readonly<Record<number, string>> = {
  1: 'A',
  5: 'CNAME',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  257: 'CAA',
}

/** A name server on loopback over UDP (RFC 1035), stopped when the test ends; gives its address. */
export async function serveNames(zone: Zone): Promise<string> {
  const socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => {
    const answer = answerTo(question, zone)
    if (answer !== undefined) socket.send(answer, port, address)
  })
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))
  onTestFinished(() => void socket.close())
  return `127.0.0.1:${(socket.address() as AddressInfo).port}`
}

function answerTo(question: Buffer, zone: Zone): Buffer | undefined {
  const labels: string[] = []
  let at = 12
  for (let size = question[at] ?? 0; size > 0; size = question[at] ?? 0) {
    labels.push(question.toString('ascii', at + 1, at + 1 + size))
    at += size + 1
  }
  const type = question.readUInt16BE(at + 1)
  const asked = question.subarray(12, at + 5)
  const found = zone[`${typeNumbers[type]} ${labels.join('.').toLowerCase()}`]
  const isKnown = Object.keys(zone).some((key) => key.endsWith(` ${labels.join('.').toLowerCase()}`))
  const records = typeof found === 'number' ? [] : (found ?? [])
  const code = typeof found === 'number' ? found : isKnown ? 0 : 3
  // Such a code stands for a server that says nothing.
  if (code === 255) return undefined
  const header = Buffer.alloc(12)
  question.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8180 | code, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  const answers = records.map((data) => {
    const head = Buffer.alloc(12)
    head.writeUInt16BE(0xc00c, 0)
    head.writeUInt16BE(type, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt32BE(60, 6)
    head.writeUInt16BE(data.length, 10)
    return Buffer.concat([head, data])
  })
  return Buffer.concat([header, asked, ...answers])
}

/** A name as its labels. */
export function labels(name: string): Uint8Array {
  const parts = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]))
  return Buffer.concat([...parts, Buffer.from([0])])
}
