/** `node tools/proxy/main.ts --target http://127.0.0.1:4566 [--port 4570]`: prints its endpoint, runs until it is ended. */
import { parseArgs } from 'node:util'
import { startProxy } from './proxy.ts'

const { values } = parseArgs({ options: { target: { type: 'string' }, port: { type: 'string', default: '0' } } })
if (values.target === undefined) {
  console.error('usage: node tools/proxy/main.ts --target <endpoint> [--port <port>]')
  process.exitCode = 2
} else {
  const proxy = await startProxy({ target: values.target, port: Number(values.port) })
  console.log(proxy.endpoint)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void proxy.close())
}
