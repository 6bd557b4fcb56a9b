// node broken-server.mjs PORT DIRECTORY DEFECT: a small server of tus and of the IETF draft (interop version 10) with a file store and
// exactly one defect that only a fault of its process reveals. Without a defect ('none') it is sound. GET is not offered, as by many
// servers.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'

const [port, directory, defect] = process.argv.slice(2)
const is = (name) => defect === name
const file = (id) => path.join(directory, `${id}.bin`)
const record = (id) => path.join(directory, `${id}.json`)
const remembered = new Map()
const isDraft = (request) => request.headers['upload-draft-interop-version'] === '10'
let ticked = Date.now()
setInterval(() => { ticked = Date.now() }, 20)
const stoodStill = () => Date.now() - ticked > 500

function find(id) {
  if (is('memory')) return remembered.get(id)
  if (!fs.existsSync(record(id))) return undefined
  return JSON.parse(fs.readFileSync(record(id), 'utf8'))
}

function keep(upload) {
  remembered.set(upload.id, upload)
  if (is('memory')) return
  fs.writeFileSync(record(upload.id) + '.new', JSON.stringify(upload))
  fs.renameSync(record(upload.id) + '.new', record(upload.id))
}

const late = new Map()
const offsetOf = (upload) => (is('early-answer') ? late.get(upload.id) : undefined) ?? fs.statSync(file(upload.id)).size

function answer(response, status, fields = {}) {
  response.writeHead(status, { 'Tus-Resumable': '1.0.0', 'Cache-Control': 'no-store', ...fields })
  response.end()
}

function create(request, response) {
  const id = Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2)
  const concat = request.headers['upload-concat']
  if (request.headers['tus-resumable'] === undefined && !isDraft(request)) return answer(response, 412)
  const upload = isDraft(request)
    ? { id, isDraft: true, isComplete: false, length: Number.MAX_SAFE_INTEGER }
    : { id, length: Number(request.headers['upload-length'] ?? 0), concat }
  if (concat?.startsWith('final;')) return concatenate(upload, concat.slice(6).split(' '), response)
  fs.writeFileSync(file(id), '')
  if (!(is('forgets-what-it-makes-when-it-wakes') && stoodStill())) keep(upload)
  answer(response, 201, { Location: `/files/${id}`, ...progress(upload, 0) })
}

const progress = (upload, offset) => (upload.isDraft ? { 'Upload-Complete': upload.isComplete ? '?1' : '?0', 'Upload-Offset': offset } : {})

function concatenate(upload, urls, response) {
  const parts = urls.map((url) => find(url.split('/').pop()))
  if (parts.some((part) => !part || offsetOf(part) !== part.length)) return answer(response, 400)
  upload.length = parts.reduce((sum, part) => sum + part.length, 0)
  const finish = () => {
    for (const part of is('eats-parts') ? parts.slice(1) : parts) fs.appendFileSync(file(upload.id), fs.readFileSync(file(part.id)))
    keep(upload)
    answer(response, 201, { Location: `/files/${upload.id}` })
  }
  if (!is('eats-parts')) return finish()
  fs.renameSync(file(parts[0].id), file(upload.id))
  fs.writeFileSync(file(parts[0].id), '')
  setTimeout(finish, 500)
}

function head(upload, response) {
  if (upload.isDraft) return answer(response, 204, progress(upload, offsetOf(upload)))
  const fields = { 'Upload-Length': upload.length, 'Upload-Offset': offsetOf(upload) }
  if (upload.concat) fields['Upload-Concat'] = upload.concat
  answer(response, 200, fields)
}

function append(upload, request, response) {
  const begin = offsetOf(upload)
  if (Number(request.headers['upload-offset']) !== begin) return answer(response, 409, progress(upload, begin))
  if (upload.isComplete) return answer(response, 400)
  if (begin + Number(request.headers['content-length'] ?? 0) > upload.length) return answer(response, 413)
  // Written in place and in two steps: whoever ends in between leaves half a record.
  if (is('torn-record') && begin > 0) fs.writeFileSync(record(upload.id), '{"id":')
  let [offset, failed] = [begin, false]
  const held = []
  if (is('preallocates')) fs.truncateSync(file(upload.id), begin + Number(request.headers['content-length']))
  request.on('error', () => {})
  request.on('data', (chunk) => {
    try {
      if (is('early-answer') || is('keeps-nothing-of-a-cut')) held.push(chunk)
      else if (is('preallocates')) write(upload, offset, chunk)
      else fs.appendFileSync(file(upload.id), chunk)
      offset += chunk.length
    } catch (error) {
      failed = true
      if (is('full-and-silent')) offset += chunk.length
    }
  })
  request.on('end', () => {
    if (failed && !is('full-and-silent')) return answer(response, 507)
    if (is('torn-record')) setTimeout(() => keep(upload), 1500)
    if (is('keeps-nothing-of-a-cut')) fs.appendFileSync(file(upload.id), Buffer.concat(held))
    if (is('early-answer')) {
      late.set(upload.id, offset)
      setTimeout(() => { fs.appendFileSync(file(upload.id), Buffer.concat(held)); late.delete(upload.id) }, 1500)
    }
    if (upload.isDraft && request.headers['upload-complete'] === '?1') {
      upload.isComplete = true
      if (!is('torn-record')) keep(upload)
    }
    answer(response, 204, { 'Upload-Offset': offset, ...progress(upload, offset) })
  })
}

function write(upload, at, chunk) {
  const handle = fs.openSync(file(upload.id), 'r+')
  fs.writeSync(handle, chunk, 0, chunk.length, at)
  fs.closeSync(handle)
}

const server = http.createServer((request, response) => {
  if (request.method === 'OPTIONS') return answer(response, 204, { 'Tus-Version': '1.0.0', 'Tus-Extension': 'creation,concatenation' })
  if (request.method === 'POST') return create(request, response)
  let upload
  try {
    upload = find(request.url.split('/').pop())
  } catch {
    return answer(response, 500)
  }
  if (!upload) return answer(response, 404)
  if (request.method === 'HEAD') return head(upload, response)
  if (request.method === 'PATCH') return append(upload, request, response)
  answer(response, 405)
})

if (is('deaf')) process.on('SIGTERM', () => {})
if (is('forgets-when-it-wakes')) process.on('SIGCONT', () => {
  for (const name of fs.readdirSync(directory).filter((name) => name.endsWith('.bin'))) {
    const full = path.join(directory, name)
    fs.truncateSync(full, Math.max(0, fs.statSync(full).size - 50_000))
  }
})
const marker = path.join(directory, 'started')
if (is('does-not-come-back') && fs.existsSync(marker)) {
  console.error('the journal is damaged')
  process.exit(7)
}
fs.writeFileSync(marker, '')
server.listen(Number(port), '127.0.0.1')
