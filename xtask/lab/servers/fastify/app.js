// An application in Fastify that tells what it understood: `cargo lab servers fastify` calls it.
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import qs from 'qs'

const SECRET = 'open-sesame'
const app = Fastify({
  routerOptions: { querystringParser: text => qs.parse(text) },
  // `style` and `explode` are for the document.
  ajv: { customOptions: { keywords: ['style', 'explode'] } }
})

await app.register(swagger, {
  openapi: {
    openapi: '3.0.3',
    info: { title: 'Fastify', version: '1.0.0' },
    components: {
      securitySchemes: {
        Key: { type: 'apiKey', in: 'header', name: 'x-key' },
        Session: { type: 'apiKey', in: 'cookie', name: 'session' },
        Basic: { type: 'http', scheme: 'basic' },
        Token: { type: 'http', scheme: 'bearer' }
      }
    }
  }
})
await app.register(cookie)
await app.register(formbody)
await app.register(multipart, { attachFieldsToBody: 'keyValues', onFile: async part => { part.value = await part.toBuffer() } })
app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, async (_, body) => body)

const string = { type: 'string' }
// What JavaScript's numbers hold exactly.
const integer = { type: 'integer', minimum: -1e6, maximum: 1e6 }
const strings = { type: 'array', items: string }
const object = (properties, required = []) => ({ type: 'object', properties, required })
const echo = properties => ({ 200: { description: 'What was understood', ...object({ echo: object(properties) }, ['echo']) } })
const route = (method, url, schema, handler) => app.route({ method, url, schema, handler })

route('GET', '/lists/:kind', {
  params: object({ kind: { type: 'string', enum: ['fast', 'very slow'] } }, ['kind']),
  querystring: object({ tags: strings, ids: { type: 'array', items: integer }, limit: { type: 'integer', minimum: 0 } }),
  response: echo({ kind: string, tags: strings, ids: { type: 'array', items: integer }, limit: integer })
}, async request => ({ echo: { ...request.params, ...request.query } }))

const filter = object({ name: string, sizes: { type: 'array', items: integer }, range: object({ from: integer, to: integer }) })
route('GET', '/deep', {
  // @fastify/swagger takes the style from the whole query, not from a parameter of it.
  querystring: { ...object({ filter }), style: 'deepObject', explode: true },
  response: echo({ filter })
}, async request => ({ echo: request.query }))

route('GET', '/headers', {
  headers: object({ 'x-plain': string, 'x-number': integer, 'x-list': strings }),
  response: echo({ 'x-plain': string, 'x-number': integer, 'x-list': strings })
}, async request => ({ echo: Object.fromEntries(['x-plain', 'x-number', 'x-list'].map(name => [name, request.headers[name]])) }))

app.route({
  method: 'GET',
  url: '/cookies',
  schema: { response: echo({ theme: string, count: integer }), cookies: object({ theme: string, count: integer }, ['theme']) },
  handler: async ({ cookies: { theme, count } }) => ({ echo: { theme, count: count && Number(count) } })
})

const entry = object({ title: string, pages: integer, authors: strings }, ['title', 'pages'])
route('POST', '/form', {
  consumes: ['application/x-www-form-urlencoded'], body: entry, response: echo({ body: entry })
}, async request => ({ echo: { body: request.body } }))

route('POST', '/either', {
  body: { content: { 'application/json': { schema: entry }, 'application/x-www-form-urlencoded': { schema: entry } } },
  response: echo({ body: entry })
}, async request => ({ echo: { body: request.body } }))

const file = { type: 'string', format: 'binary' }
const text = value => (Buffer.isBuffer(value) ? value.toString() : value)
const list = value => (value === undefined ? value : [].concat(value))
app.route({
  method: 'POST',
  url: '/files',
  schema: {
    consumes: ['multipart/form-data'],
    body: object({ file, note: string, count: integer, tags: strings }, ['file', 'note']),
    response: echo({ body: object({ file: string, note: string, count: integer, tags: strings }) })
  },
  // A buffer is no string: the files are not validated.
  validatorCompiler: () => () => true,
  handler: async ({ body }) => ({ echo: { body: { ...body, file: text(body.file), tags: list(body.tags) } } })
})

const cat = object({ kind: { type: 'string', enum: ['cat'] }, lives: integer }, ['kind', 'lives'])
const dog = object({ kind: { type: 'string', enum: ['dog'] }, name: { type: 'string', nullable: true } }, ['kind'])
route('POST', '/pets', { body: { oneOf: [cat, dog] }, response: echo({ body: { oneOf: [cat, dog] } }) },
  async request => ({ echo: { body: request.body } }))

app.route({
  method: 'PUT',
  url: '/raw',
  schema: { body: { content: { 'application/octet-stream': { schema: file } } }, response: echo({ body: string }) },
  validatorCompiler: () => () => true,
  handler: async request => ({ echo: { body: request.body.toString() } })
})

route('GET', '/string', { response: { 200: { description: 'A text', type: 'string' } } }, async () => 'just text')
route('GET', '/number', { response: { 200: { description: 'A number', type: 'number' } } }, async (_, reply) => reply.type('application/json').send(1.5))
route('GET', '/media', {
  querystring: object({ plain: { type: 'boolean' } }),
  response: { 200: { description: 'Either', content: { 'application/json': { schema: cat }, 'text/plain': { schema: string } } } }
}, async (request, reply) => request.query.plain ? reply.type('text/plain').send('plain text') : reply.send({ kind: 'cat', lives: 7 }))
route('GET', '/empty', { response: { 204: { description: 'Nothing', type: 'null' } } }, async (_, reply) => reply.code(204).send())
route('GET', '/undocumented', {}, async () => ({ some: 'thing' }))
route('GET', '/filtered', { response: { 200: { description: 'One field', ...object({ id: integer }, ['id']) } } }, async () => ({ id: 1, more: 'not sent' }))
route('DELETE', '/items/:id', { params: object({ id: integer }), response: { 204: { description: 'Gone', type: 'null' } } }, async (_, reply) => reply.code(204).send())
route('GET', '/failing', { response: { 400: { description: 'Bad', ...object({ code: string }, ['code']) }, 200: { description: 'Fine', ...object({}) } } },
  async (_, reply) => reply.code(400).send({ code: 'always' }))

const user = { 200: { description: 'The user', ...object({ user: string }, ['user']) } }
const secured = (url, security, secret) => route('GET', url, { security, response: user }, async (request, reply) =>
  secret(request) === SECRET ? { user: 'ali' } : reply.code(401).send({ user: 'nobody' }))
const after = (request, scheme) => (request.headers.authorization ?? '').replace(`${scheme} `, '')
secured('/by-header', [{ Key: [] }], request => request.headers['x-key'])
secured('/by-cookie', [{ Session: [] }], request => request.cookies.session)
secured('/by-bearer', [{ Token: [] }], request => after(request, 'Bearer'))
secured('/by-basic', [{ Basic: [] }], request => Buffer.from(after(request, 'Basic'), 'base64').toString().split(':')[1])

app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
