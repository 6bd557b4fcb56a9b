// node upload.mjs ENDPOINT FILE PROTOCOL: uploads in chunks, pauses in the middle, goes on as another process would (from the URL alone),
// retries what a network breaks, and prints what happened as JSON.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Upload } from 'tus-js-client'

const [endpoint, file, protocol] = process.argv.slice(2)
const content = await readFile(file)
const exchanges = []

function run(uploadUrl, pauseAt) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(content, {
      endpoint,
      uploadUrl,
      protocol,
      chunkSize: 256 * 1024,
      retryDelays: [0, 50, 100],
      metadata: { filename: basename(file) },
      onAfterResponse: (request, response) => exchanges.push(`${request.getMethod()} ${response.getStatus()}`),
      onChunkComplete: (_, accepted) => {
        if (accepted >= pauseAt && accepted < content.length) {
          upload.abort().then(() => resolve(upload.url), reject)
        }
      },
      onSuccess: () => resolve(upload.url),
      onError: reject,
    })
    upload.start()
  })
}

const paused = await run(null, content.length / 2)
const url = content.length > 0 ? await run(paused, Infinity) : paused
console.log(JSON.stringify({ url, exchanges }))
