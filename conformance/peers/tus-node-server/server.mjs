// node server.mjs PORT DIRECTORY: @tus/server with its file store, on loopback, with its defaults.
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

// When a client cuts a request or is refused early, Node 20 closes the request's web stream twice and throws from a microtask
// that no handler of the server can reach (ERR_INVALID_STATE, "ReadableStream is already closed"). The process would end there,
// as it does for whoever runs this server; it goes on here so that the other cases can be judged.
process.on('uncaughtException', (error) => console.error(`uncaught: ${error.code ?? error.message}`))

const [port, directory] = process.argv.slice(2)
const server = new Server({ path: '/files', datastore: new FileStore({ directory }) })
server.listen({ host: '127.0.0.1', port: Number(port) }, () => console.log(`listening on ${port}`))
