/**
 * What the process runs that loads a built file: it takes the network away, loads the file as Lambda's runtime does, tells
 * over a pipe what is there, and ends whatever the code began. Arguments: the file, and the handler's path in it. Source:
 * aws-lambda-ric 3.3 and 4.0, `UserFunction` and `UserFunctionLoader`.
 */
export const loadProgram = `
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { existsSync, readFileSync, writeSync } = require('node:fs')
const [, file, handler] = process.argv
const tell = (answer) => { writeSync(3, JSON.stringify(answer)); process.exit(0) }

const offline = () => Object.assign(new Error('there is no network while the handler is looked for'), { code: 'ENETUNREACH' })
const refuse = () => { throw offline() }
const net = require('node:net')
net.Socket.prototype.connect = function () { process.nextTick(() => this.destroy(offline())); return this }
net.Server.prototype.listen = refuse
const dgram = require('node:dgram')
dgram.createSocket = dgram.Socket = refuse
const dns = require('node:dns')
for (const name of Object.keys(dns.promises)) if (/^(lookup|resolve|reverse)/.test(name)) dns.promises[name] = async () => refuse()
for (const name of Object.keys(dns)) if (/^(lookup|resolve|reverse)/.test(name)) dns[name] = (...given) => process.nextTick(given.at(-1), offline())

const streaming = Symbol.for('aws.lambda.runtime.handler.streaming')
globalThis.awslambda = {
  streamifyResponse: (found) => Object.assign(found, { [streaming]: 'response' }),
  HttpResponseStream: class { static from(stream) { return stream } },
}
const isModule = (folder) => {
  const manifest = join(folder, 'package.json')
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module'
  return folder !== process.cwd() && isModule(dirname(folder))
}
const load = async () =>
  file.endsWith('.mjs') || (file.endsWith('.js') && isModule(dirname(file))) ? import(pathToFileURL(file).href) : createRequire(file)(file)
const find = (found) => handler.split('.').reduce((at, name) => (at === undefined || at === null ? undefined : at[name]), found)
load().then(
  (found) => {
    const direct = find(found)
    const inside = direct === undefined ? find(Object(found).default) : direct
    tell({
      names: Object.keys(Object(found)),
      handler: { type: typeof inside, isDefault: direct === undefined && inside !== undefined, parameters: Object(inside).length, isStreaming: Object(inside)[streaming] === 'response' },
    })
  },
  (error) => tell({ reason: String(error?.message ?? error), code: error?.code }),
)
`
