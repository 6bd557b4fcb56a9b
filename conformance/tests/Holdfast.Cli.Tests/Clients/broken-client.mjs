// A client of tus 1.0 that treats a lost answer wrongly, in the way that its first argument names; the last one is the task (docs/clients.md).
//   restarts    it sends the file again from 0, without asking
//   repeats     it asks for the offset, and sends the lost part again there
//   creates     it creates another upload
//   gives-up    it tells its caller that the upload failed
//   crashes     it ends without a word
//   careful     it does what it should: the control
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'

const [way, task] = process.argv.slice(-2)
const { endpoint, file, chunkSize } = JSON.parse(task)
const content = await readFile(file)

function ask(method, url, fields, body) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent: false, headers: { 'Tus-Resumable': '1.0.0', ...fields } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function create() {
  const answer = await ask('POST', endpoint, { 'Upload-Length': content.length, 'Content-Length': 0 })
  return new URL(answer.headers.location, endpoint)
}

async function append(url, offset, from) {
  const part = content.subarray(from, from + chunkSize)
  const fields = { 'Upload-Offset': offset, 'Content-Type': 'application/offset+octet-stream', 'Content-Length': part.length }
  const answer = await ask('PATCH', url, fields, part)
  if (answer.statusCode !== 204) throw new Error(`PATCH at ${offset} got ${answer.statusCode}`)
  return Number(answer.headers['upload-offset'])
}

async function offsetOf(url) {
  return Number((await ask('HEAD', url, {})).headers['upload-offset'])
}

async function upload() {
  let url = await create()
  let [offset, from] = [0, 0]
  while (offset < content.length) {
    try {
      offset = await append(url, offset, from)
      from += chunkSize
    } catch (error) {
      if (way === 'gives-up') return { outcome: 'failed', error: error.message, url: url.href }
      if (way === 'crashes') process.exit(3)
      if (way === 'creates') url = await create()
      offset = way === 'restarts' || way === 'creates' ? 0 : await offsetOf(url)
      from = way === 'repeats' ? from : offset
      if (way === 'restarts' && error.message.startsWith('PATCH')) return { outcome: 'failed', error: error.message, url: url.href }
    }
  }
  return { outcome: 'completed', url: url.href }
}

console.log(JSON.stringify(await upload()))
