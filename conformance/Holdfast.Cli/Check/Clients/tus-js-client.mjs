// Uploads one file with tus-js-client, as it is installed for the current directory. The last argument is the task as JSON, and the last
// line of the output is the result (docs/clients.md). With --version it prints the version instead.
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const argument = process.argv.at(-1)
// Exit code 2: there is no such package. Node's own exit codes for a script that fails are 1 and from 3 on.
const { Upload } = await import('tus-js-client').catch((error) => {
  const isMissing = error.code === 'ERR_MODULE_NOT_FOUND' && error.message.startsWith("Cannot find package 'tus-js-client'")
  process.stderr.write(error.message.replace(/ imported from .*/, ''))
  process.exit(isMissing ? 2 : 1)
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
