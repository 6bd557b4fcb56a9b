// node small.mjs PEER ENDPOINT COUNT: uploads COUNT times 1 KiB with the tus-js-client installed in PEER, and prints the seconds.
import { createRequire } from 'node:module'

const [peer, endpoint, count] = process.argv.slice(2)
const { Upload } = createRequire(`${peer}/`)('tus-js-client')
const content = Buffer.alloc(1024)
const start = performance.now()
for (let upload = 0; upload < Number(count); upload++) {
  await new Promise((onSuccess, onError) => new Upload(content, { endpoint, onSuccess, onError }).start())
}
console.log((performance.now() - start) / 1000)
