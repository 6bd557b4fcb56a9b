// Uploads one file with tus-js-client, as it is installed for the current directory. The last argument is the task as JSON, and the last line of
// the output says what came of it (docs/clients.md). With --version it prints the version instead.
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const argument = process.argv.at(-1)
const { Upload } = await import('tus-js-client').catch((error) => {
  process.stderr.write(error.message)
  process.exit(1)
})

async function version() {
  let directory = dirname(fileURLToPath(import.meta.resolve('tus-js-client')))
  for (;;) {
    const description = await readFile(join(directory, 'package.json'), 'utf8').then(JSON.parse, () => ({}))
    if (description.name === 'tus-js-client' && description.version) return description.version
    if (dirname(directory) === directory) return 'unknown'
    directory = dirname(directory)
  }
}

// A Buffer has its own length, so that the client need not be told it.
async function upload({ endpoint, file, protocol, chunkSize }) {
  const content = await readFile(file)
  const report = await new Promise((resolve) => {
    const upload = new Upload(content, {
      endpoint,
      protocol,
      ...(chunkSize && { chunkSize }),
      metadata: { filename: basename(file) },
      onSuccess: () => resolve({ outcome: 'completed', url: upload.url }),
      onError: (error) => resolve({ outcome: 'failed', error: error.message, url: upload.url }),
    })
    upload.start()
  })
  return JSON.stringify(report)
}

console.log(argument === '--version' ? await version() : await upload(JSON.parse(argument)))
