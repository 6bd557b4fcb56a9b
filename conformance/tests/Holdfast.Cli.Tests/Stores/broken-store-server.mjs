// node broken-store-server.mjs PORT STORE DEFECT: a small server of tus and of the IETF draft (interop version 10) that keeps its uploads
// in a store behind a network, with exactly one defect that only a fault of that network reveals. Without a defect ('none') it is sound. GET
// is not offered, as by many servers.
//
// node broken-store-server.mjs PORT store: that store, with GET, PUT (also If-None-Match), DELETE, and POST, which appends.
import http from 'node:http'

const [port, address, defect] = process.argv.slice(2)
const is = (name) => defect === name

// The store.
function store() {
  const objects = new Map()
  return http.createServer((request, response) => {
    const chunks = []
    request.on('error', () => {})
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const object = objects.get(request.url)
      if (object && request.headers['if-none-match']) {
        response.writeHead(412)
        return response.end()
      }
      if (request.method === 'PUT') objects.set(request.url, Buffer.concat(chunks))
      if (request.method === 'POST') objects.set(request.url, Buffer.concat([object ?? Buffer.alloc(0), ...chunks]))
      if (request.method === 'DELETE') objects.delete(request.url)
      response.writeHead(request.method === 'GET' && !object ? 404 : 200)
      response.end(request.method === 'GET' ? object : undefined)
    })
  })
}

// One request to the store; rejects unless the store did what it was asked. Null for an object that is not there.
const attempt = (method, name, content, headers = {}) => new Promise((resolve, reject) => {
  const patience = is('impatient') ? 150 : 3000
  const request = http.request(`http://${address}/${name}`, { method, headers, agent: false, timeout: patience })
  request.on('timeout', () => request.destroy(new Error('the store is silent')))
  request.on('error', reject)
  request.on('response', (response) => {
    const chunks = []
    response.on('error', reject)
    response.on('data', (chunk) => chunks.push(chunk))
    response.on('end', () => {
      if (response.statusCode === 404) resolve(null)
      else if (response.statusCode !== 200 || !response.complete) reject(new Error(`the store answered ${response.statusCode}`))
      else resolve(Buffer.concat(chunks))
    })
  })
  request.end(content)
})

// What is asked can be asked again, except an append (POST).
async function ask(...request) {
  try {
    return await attempt(...request)
  } catch {
    return attempt(...request)
  }
}

// What 'ignores-failures' has told, and what 'stuck' has failed to remove.
const told = new Map()
const stuck = new Set()

// Stores an object before the response that tells of it.
async function put(name, content, headers) {
  if (!is('ignores-failures')) return ask('PUT', name, content, headers)
  told.set(name, content)
  return ask('PUT', name, content).catch(() => {})
}

const get = (name) => ask('GET', name).catch((failure) => {
  if (told.has(name)) return told.get(name)
  throw failure
})

const isDraft = (request) => request.headers['upload-draft-interop-version'] === '10'
const progress = (upload, offset) => (upload.isDraft ? { 'Upload-Complete': upload.isComplete ? '?1' : '?0', 'Upload-Offset': offset } : {})
const find = async (id) => JSON.parse((await get(`${id}.json`)) ?? 'null')
const keep = (upload, headers) => put(`${upload.id}.json`, JSON.stringify(upload), headers)
const contentOf = async (upload) => (await get(`${upload.id}.bin`)) ?? Buffer.alloc(0)

function answer(response, status, fields = {}) {
  response.writeHead(status, { 'Tus-Resumable': '1.0.0', 'Cache-Control': 'no-store', ...fields })
  response.end()
}

const bodyOf = (request) => new Promise((resolve) => {
  const chunks = []
  request.on('error', () => {})
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('close', () => resolve(Buffer.concat(chunks)))
  request.on('end', () => resolve(Buffer.concat(chunks)))
})

async function create(request, response) {
  const id = Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2)
  if (request.headers['tus-resumable'] === undefined && !isDraft(request)) return answer(response, 412)
  const upload = isDraft(request)
    ? { id, isDraft: true, isComplete: false, length: Number.MAX_SAFE_INTEGER }
    : { id, length: Number(request.headers['upload-length'] ?? 0) }
  try {
    await keep(upload, is('is-taken-by-itself') ? { 'If-None-Match': '*' } : {})
  } catch (failure) {
    // The first attempt stored the record, and the second one found it.
    if (is('is-taken-by-itself') && failure.message.endsWith('412')) return answer(response, 400)
    throw failure
  }
  answer(response, 201, { Location: `/files/${id}`, ...progress(upload, 0) })
}

async function head(upload, response) {
  const offset = (await contentOf(upload)).length
  if (upload.isDraft) return answer(response, 204, progress(upload, offset))
  answer(response, 200, { 'Upload-Length': upload.length, 'Upload-Offset': offset })
}

async function append(upload, request, response) {
  const body = await bodyOf(request)
  const before = await contentOf(upload)
  const offset = before.length + body.length
  if (Number(request.headers['upload-offset']) !== before.length) return answer(response, 409, progress(upload, before.length))
  if (upload.isComplete) return answer(response, 400)
  if (offset > upload.length) return answer(response, 413)
  if (is('appends-again')) await ask('POST', `${upload.id}.bin`, body)
  else await put(`${upload.id}.bin`, Buffer.concat([before, body]))
  if (upload.isDraft && request.headers['upload-complete'] === '?1') {
    upload.isComplete = true
    await keep(upload)
  }
  answer(response, 204, { 'Upload-Offset': offset, ...progress(upload, offset) })
}

async function terminate(upload, response) {
  try {
    await (is('stuck') ? attempt : ask)('DELETE', `${upload.id}.bin`)
    await (is('stuck') ? attempt : ask)('DELETE', `${upload.id}.json`)
  } catch (failure) {
    stuck.add(upload.id)
    if (!is('ignores-failures')) throw failure
  }
  answer(response, 204)
}

async function serve(request, response) {
  if (request.method === 'OPTIONS') return answer(response, 204, { 'Tus-Version': '1.0.0', 'Tus-Extension': 'creation,termination' })
  if (request.method === 'POST') return create(request, response)
  const id = request.url.split('/').pop()
  if (is('stuck') && stuck.has(id)) return answer(response, 500)
  const upload = await find(id)
  if (!upload) return answer(response, 404)
  if (request.method === 'HEAD') return head(upload, response)
  if (request.method === 'PATCH') return append(upload, request, response)
  if (request.method === 'DELETE') return terminate(upload, response)
  answer(response, 405)
}

const server = address === 'store' ? store() : http.createServer((request, response) => {
  serve(request, response).catch(() => answer(response, is('denies') ? 404 : 503, { 'Retry-After': '1' }))
})
server.listen(Number(port), '127.0.0.1')
