// node door-server.mjs PORT MODE: a small server of tus 1.0 in memory (core, creation, termination) that answers in one way otherwise at the
// door, where every upload passes. In the mode 'sound' it does not.
import http from 'node:http'
import { randomBytes } from 'node:crypto'

const [port, mode] = process.argv.slice(2)
const uploads = new Map()
let requests = 0
let tokens = 20
setInterval(() => { tokens = Math.min(20, tokens + 2) }, 100).unref()

const number = (text) => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : -1)

function answer(request, response, status, fields = {}, body = '') {
  const early = status >= 300 ? { Connection: 'close' } : {}
  const length = status === 204 ? {} : { 'Content-Length': Buffer.byteLength(body) }
  response.writeHead(status, { 'Tus-Resumable': '1.0.0', 'Cache-Control': 'no-store', ...early, ...length, ...fields })
  response.end(request.method === 'HEAD' ? '' : body)
  request.on('error', () => {})
  request.resume()
}

// What stands before the server: gives true when it has answered.
function door(request, response) {
  requests += 1
  const refuse = (status, fields, body) => {
    answer(request, response, status, fields, body)
    return true
  }
  switch (mode) {
    case 'token':
      return request.headers.authorization === 'Bearer kelp' ? false : refuse(401, { 'WWW-Authenticate': 'Bearer' }, '{"error":"a token is needed"}')
    case 'token-but-options':
      return request.method === 'OPTIONS' ? false : refuse(403, {}, '{"error":"a token is needed"}')
    case 'login-page':
      return refuse(302, { Location: '/login', 'Content-Type': 'text/html' }, '<html>log in</html>')
    case 'rate':
      return tokens < 1 ? refuse(429, { 'Retry-After': '1' }, 'Too Many Requests') : ((tokens -= 1), false)
    case 'dies':
      if (requests > 60) {
        console.error('panic: out of everything')
        process.exit(7)
      }
      return false
    case 'hangs':
      return requests > 60
    default:
      return false
  }
}

async function serve(request, response) {
  if (door(request, response)) return undefined
  const say = (status, fields, body) => answer(request, response, status, fields, body)
  const { method, headers } = request
  const at = request.url.split('?')[0]
  if (method === 'OPTIONS') {
    return mode === 'silent-options' ? (response.writeHead(204), response.end()) : say(204, { 'Tus-Version': '1.0.0', 'Tus-Extension': 'creation,termination' })
  }
  if (headers['tus-resumable'] !== '1.0.0') return say(412, { 'Tus-Version': '1.0.0' })
  if (method === 'POST' && at === '/files/') return create(headers, say)
  const upload = uploads.get(at)
  if (!upload) return say(404)
  if (method === 'HEAD') return say(200, { 'Upload-Offset': upload.offset, 'Upload-Length': upload.length })
  if (method === 'DELETE') return uploads.delete(at), say(204)
  return method === 'PATCH' ? append(request, upload, say) : say(405)
}

function create(headers, say) {
  const length = number(headers['upload-length'])
  if (length < 0) return say(400)
  if (mode === 'metadata' && !/(^|,)bucket /.test(headers['upload-metadata'] ?? '')) return say(400, {}, '{"error":"bucket is missing"}')
  const at = `/files/${randomBytes(8).toString('hex')}`
  uploads.set(at, { length, offset: 0 })
  return say(mode === 'created-200' ? 200 : 201, mode === 'no-location' ? {} : { Location: at })
}

async function append(request, upload, say) {
  if (request.headers['content-type'] !== 'application/offset+octet-stream') return say(415)
  if (number(request.headers['upload-offset']) !== upload.offset) return say(409)
  if (upload.offset + Number(request.headers['content-length'] ?? 0) > upload.length) return say(413)
  for await (const bytes of request) upload.offset += bytes.length
  return mode === 'patched-200' ? say(200, { 'Upload-Offset': upload.offset }, '{"ok":true}') : say(204, { 'Upload-Offset': upload.offset })
}

http.createServer((request, response) => serve(request, response).catch(() => response.destroy())).listen(Number(port), '127.0.0.1')
