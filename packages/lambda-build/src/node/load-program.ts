/**
 * What the process runs that loads built files: it takes the network away, loads each file as Lambda's runtime does, tells
 * over a pipe what is there, a line for each, and ends whatever the code began. What a file has changed of what the next
 * one would find is put back; where that cannot be done, nothing more is loaded. Reads what to load, as JSON, from its
 * standard input. Source: aws-lambda-ric 3.3 and 4.0, `UserFunction` and `UserFunctionLoader`.
 */
export const loadProgram = `
const Module = require('node:module')
const { dirname, join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { existsSync, readFileSync, writeSync } = require('node:fs')
const all = JSON.parse(readFileSync(0, 'utf8'))
const { exit, chdir } = process

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
const isModule = (folder, root) => {
  const manifest = join(folder, 'package.json')
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, 'utf8')).type === 'module'
  return folder !== root && isModule(dirname(folder), root)
}
const load = async ({ file, folder }) =>
  file.endsWith('.mjs') || (file.endsWith('.js') && isModule(dirname(file), folder))
    ? import(pathToFileURL(file).href)
    : Module.createRequire(file)(file)
const look = (found, handler) => {
  const find = (from) => handler.split('.').reduce((at, name) => (at === undefined || at === null ? undefined : at[name]), from)
  const direct = find(found)
  const inside = direct === undefined ? find(Object(found).default) : direct
  const isDefault = direct === undefined && inside !== undefined
  return {
    names: Object.keys(Object(found)),
    handler: { type: typeof inside, isDefault, parameters: Object(inside).length, isStreaming: Object(inside)[streaming] === 'response' },
  }
}

const classes = [Object, Function, Array, String, Number, Boolean, Symbol, Date, RegExp, Error, Promise, Map, Set, WeakMap, Module]
const watched = [awslambda, JSON, Math, Reflect, Module._extensions, ...classes.flatMap((each) => [each, each.prototype])]
const listeners = () => process.eventNames().map((name) => String(name) + process.listenerCount(name)).join()
const before = all.length > 1 ? watched.map((each) => Object.getOwnPropertyDescriptors(each)) : []
const heard = listeners()
// To look at a global, and not at its name alone, would load what Node.js loads once it is used. One of Node's own is kept.
const globals = new Set(Reflect.ownKeys(globalThis))
const forget = (name) => globals.has(name) || /undici/.test(String(name)) || Reflect.deleteProperty(globalThis, name)
const isAsBefore = () =>
  heard === listeners() && Reflect.ownKeys(globalThis).every(forget) && watched.every((each, at) => putBack(each, before[at]))
const putBack = (each, old) => {
  const now = Object.getOwnPropertyDescriptors(each)
  for (const name of Reflect.ownKeys(now)) if (!Object.hasOwn(old, name) && !Reflect.deleteProperty(each, name)) return false
  return Reflect.ownKeys(old).every((name) => {
    const [is, was] = [now[name], old[name]]
    const isSame = is !== undefined && is.value === was.value && is.get === was.get && is.set === was.set
    return isSame || Reflect.defineProperty(each, name, was)
  })
}
const enter = ({ folder, file, environment }) => {
  chdir(folder)
  process.argv = [process.argv[0], file]
  process.exitCode = undefined
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
}
const run = async () => {
  for (const [index, each] of all.entries()) {
    if (index > 0 && !isAsBefore()) return
    enter(each)
    const loaded = await load(each).then(
      (found) => look(found, each.handler),
      (error) => ({ reason: String(error?.message ?? error), code: error?.code }),
    )
    writeSync(3, JSON.stringify({ index, loaded }) + '\\n')
  }
}
run().finally(() => exit(0))
`
