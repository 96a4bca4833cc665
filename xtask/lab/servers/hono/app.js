// An application in Hono that tells what it understood: `cargo lab servers hono` calls it.
import { serve } from '@hono/node-server'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { basicAuth } from 'hono/basic-auth'
import { bearerAuth } from 'hono/bearer-auth'
import { getCookie } from 'hono/cookie'
import qs from 'qs'

const SECRET = 'open-sesame'
const app = new OpenAPIHono()
// What JavaScript's numbers hold exactly. Without bounds the document says `integer`, and Zod refuses the rest.
const integer = z.number().int().min(-1e6).max(1e6)
const coerced = z.coerce.number().int().min(-1e6).max(1e6)

const json = schema => ({ content: { 'application/json': { schema } }, description: 'It' })
const echo = properties => ({ 200: json(z.object({ echo: z.object(properties) })) })
const body = (mediaType, schema) => ({ body: { content: { [mediaType]: { schema } }, required: true } })
const route = (method, path, request, responses, handler, more = {}) =>
  app.openapi(createRoute({ method, path, request, responses, ...more }), handler)

// A single query value is no list in Hono.
const list = item => z.preprocess(value => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).optional())
  .openapi({ param: { required: false } })
route('get', '/lists/{kind}', {
  params: z.object({ kind: z.enum(['fast', 'very slow']) }),
  query: z.object({ tags: list(z.string()), limit: coerced.optional() })
}, echo({ kind: z.string(), tags: z.array(z.string()).optional(), limit: z.number().int().optional() }),
context => context.json({ echo: { ...context.req.valid('param'), ...context.req.valid('query') } }))

const filter = z.object({ name: z.string().optional(), range: z.object({ from: z.string(), to: z.string().optional() }).optional() })
app.openAPIRegistry.registerPath({
  method: 'get',
  path: '/deep',
  request: { query: z.object({ filter: filter.optional().openapi({ param: { style: 'deepObject', explode: true } }) }) },
  responses: echo({ filter: filter.optional() })
})
app.get('/deep', context => context.json({ echo: qs.parse(new URL(context.req.url).search.slice(1)) }))

route('get', '/named', {
  headers: z.object({ 'x-plain': z.string().optional(), 'x-number': coerced.optional() }),
  cookies: z.object({ theme: z.string(), count: coerced.optional() })
}, echo({ 'x-plain': z.string().optional(), 'x-number': z.number().optional(), theme: z.string(), count: z.number().optional() }),
context => context.json({ echo: { ...context.req.valid('header'), ...context.req.valid('cookie') } }))

const entry = z.object({ title: z.string(), pages: coerced }).openapi('Entry')
route('post', '/form', body('application/x-www-form-urlencoded', entry), echo({ body: entry }),
  context => context.json({ echo: { body: context.req.valid('form') } }))

const file = z.custom(value => value instanceof File).openapi({ type: 'string', format: 'binary' })
const parts = z.object({ file, note: z.string(), count: coerced.optional() })
route('post', '/files', body('multipart/form-data', parts),
  echo({ body: z.object({ file: z.string(), note: z.string(), count: z.number().int().optional() }) }),
  async context => {
    const { file, ...others } = context.req.valid('form')
    return context.json({ echo: { body: { ...others, file: await file.text() } } })
  })

const cat = z.object({ kind: z.literal('cat'), lives: z.number().int() }).openapi('Cat')
const dog = z.object({ kind: z.literal('dog'), name: z.string().nullable().optional(), bones: integer.optional() }).openapi('Dog')
const pet = z.discriminatedUnion('kind', [cat, dog]).openapi('Pet')
route('post', '/pets', body('application/json', pet), echo({ body: pet }), context => context.json({ echo: { body: context.req.valid('json') } }))

const box = z.object({ width: z.number(), height: z.number().nullable() })
const shape = z.union([box, z.array(box), z.string()])
route('put', '/shapes/{name}', { params: z.object({ name: z.string() }), ...body('application/json', shape) },
  echo({ name: z.string(), body: shape }),
  context => context.json({ echo: { ...context.req.valid('param'), body: context.req.valid('json') } }))

const map = z.record(z.string(), z.array(z.number()))
route('post', '/map', body('application/json', map), echo({ body: map }), context => context.json({ echo: { body: context.req.valid('json') } }))

route('put', '/text', body('text/plain', z.string()), echo({ body: z.string() }),
  async context => context.json({ echo: { body: await context.req.text() } }))

const media = { content: { 'application/json': { schema: cat }, 'text/plain': { schema: z.string() } }, description: 'Either' }
route('get', '/media', { query: z.object({ plain: z.enum(['yes', 'no']).optional() }) }, { 200: media }, context =>
  context.req.valid('query').plain === 'yes' ? context.text('plain text') : context.json({ kind: 'cat', lives: 7 }))
route('get', '/text', {}, { 200: { content: { 'text/plain': { schema: z.string() } }, description: 'It' } }, context => context.text('just text'))
route('get', '/string', {}, { 200: json(z.string()) }, context => context.json('a JSON string'))
route('get', '/day', {}, { 200: json(z.object({ at: z.date() })) }, context => context.json({ at: new Date(0) }))
route('delete', '/items/{id}', { params: z.object({ id: z.coerce.number().int() }) }, { 204: { description: 'Gone' } }, context => context.body(null, 204))
route('get', '/nothing', {}, { 200: { description: 'It is there' } }, context => context.text(''))

const user = { 200: json(z.object({ user: z.string() })) }
const schemes = {
  Key: ['/by-header', { type: 'apiKey', in: 'header', name: 'x-key' }, async (context, next) =>
    context.req.header('x-key') === SECRET ? next() : context.text('no', 401)],
  Session: ['/by-cookie', { type: 'apiKey', in: 'cookie', name: 'session' }, async (context, next) =>
    getCookie(context, 'session') === SECRET ? next() : context.text('no', 401)],
  Basic: ['/by-basic', { type: 'http', scheme: 'basic' }, basicAuth({ username: 'ali', password: SECRET })],
  Token: ['/by-bearer', { type: 'http', scheme: 'bearer' }, bearerAuth({ token: SECRET })]
}
for (const [name, [path, scheme, middleware]] of Object.entries(schemes)) {
  app.openAPIRegistry.registerComponent('securitySchemes', name, scheme)
  route('get', path, {}, user, context => context.json({ user: 'ali' }), { security: [{ [name]: [] }], middleware })
}

app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'Hono', version: '1.0.0' } })
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT) })
