import * as v from 'valibot'
import { text } from './fields.ts'

const url = (method: string) =>
  v.exactOptional(
    v.pipe(text, v.description(`Sends a ${method} request to this URL, mostly \`\${outputs.stack.Output}/path\`.`)),
  )

const anything = (summary: string) => v.exactOptional(v.pipe(v.unknown(), v.description(summary)))
const map = (summary: string) => v.exactOptional(v.pipe(v.record(v.string(), v.unknown()), v.description(summary)))

const expect = v.pipe(
  v.looseObject({
    status: anything('Status code: `200`, `[200, 204]`, `2xx`. Default: `2xx`.'),
    headers: anything('Name and exact text, `{ contains: … }`, `{ matches: … }`, or `null` for absent.'),
    redirect: anything('The answer is a redirect to this address; one without origin is that of the request.'),
    json: anything('Shape or values of the JSON body; only what is named is compared.'),
    at: map('JSONata and the shape of what it finds in the JSON body, such as `{ "items[0].id": number }`.'),
    exactly: anything('The whole JSON body.'),
    schema: anything('JSON Schema of the body, or the file that holds it.'),
    openapi: anything(
      'OpenAPI document (a file), or `{ document, operation, request }`; the answer must be as it is declared.',
    ),
    text: anything('Text that the body must hold, `{ matches: … }` or `{ equals: … }`.'),
    bytes: anything('Size of the body, such as `{ max: 200KB }`.'),
    within: anything('How long it may take, such as `2s`.'),
    percentiles: map('How long repeated answers may take, such as `{ p50: 100ms, p95: 300ms, max: 1s }`.'),
  }),
  v.description('What the answer must be.'),
)

/** The settings of an HTTP request as editors know them; the package that runs steps judges what stands inside. */
export const http: v.GenericSchema<Readonly<Record<string, unknown>>> = v.pipe(
  v.looseObject({
    get: url('GET'),
    head: url('HEAD'),
    options: url('OPTIONS'),
    post: url('POST'),
    put: url('PUT'),
    patch: url('PATCH'),
    delete: url('DELETE'),
    query: map('Parameters that are added to the address; a list sends several of one name.'),
    headers: map('Headers that are sent; a list sends several of one name.'),
    body: anything('Body that is sent: a text, or anything as JSON.'),
    form: map('Form fields that are sent instead of a body.'),
    base64: anything('Bytes that are sent instead of a body, in base64.'),
    auth: anything(
      '`sigv4`, `{ sigv4: { service, region } }`, `{ bearer: token }` or `{ basic: { user, password } }`.',
    ),
    follow: anything('`true` follows redirects. Default: a redirect is the answer.'),
    tls: map('`ca`: a file with the certificates that are trusted instead of the usual ones.'),
    through: anything('Logical id of the function behind the address, or `{ function, route }`; for gates.'),
    repeat: anything('How often it is sent in one try: `20`, or `{ times: 20, parallel: 4 }`.'),
    timeout: anything('How long one try may take. Default: `30s`.'),
    writes: anything('Whether it writes test data. Default: all but GET, HEAD and OPTIONS do.'),
    expect: v.exactOptional(expect),
  }),
  v.description('An HTTP request and what its answer must be.'),
)
