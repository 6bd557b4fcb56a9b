// node judge.mjs URL: runs the whole surface of toxiproxy-node-client against a server; exit code 0 if all is as it expects.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import client from "toxiproxy-node-client";

const { Toxiproxy, Proxy, Toxic, ToxiproxyError } = client;
const toxiproxy = new Toxiproxy(process.argv[2]);

const upstream = net.createServer((socket) => socket.on("error", () => {}).end("0123456789"));
upstream.listen(0, "127.0.0.1");
await once(upstream, "listening");
const address = `127.0.0.1:${upstream.address().port}`;

async function received(proxy) {
  const [host, port] = proxy.listen.split(":");
  const socket = net.connect(Number(port), host);
  let text = "";
  socket.setEncoding("utf8").on("data", (data) => { text += data; }).on("error", () => {});
  await once(socket, "close");
  return text;
}

async function refused(promise, status) {
  const error = await promise.then(() => assert.fail(`expected ${status}`), (reason) => reason);
  assert.ok(error instanceof ToxiproxyError, `${error}`);
  assert.match(error.message, new RegExp(`${status}$`));
}

const toxics = {
  latency: { latency: 5, jitter: 2 },
  bandwidth: { rate: 1000 },
  slow_close: { delay: 7 },
  timeout: { timeout: 60000 },
  reset_peer: { timeout: 3 },
  slicer: { average_size: 4, size_variation: 1, delay: 10 },
  limit_data: { bytes: 4 },
};

const steps = {
  async "getVersion gives the raw text"() {
    assert.match(await toxiproxy.getVersion(), /^\{"version": "2\.13\.0[^"]*"\}\n$/);
  },

  async "createProxy, get, getAll and remove"() {
    const proxy = await toxiproxy.createProxy({ name: "p", listen: "127.0.0.1:0", upstream: address });
    assert.ok(proxy instanceof Proxy);
    assert.deepEqual([proxy.name, proxy.upstream, proxy.enabled], ["p", address, true]);
    assert.match(proxy.listen, /^127\.0\.0\.1:[1-9]\d+$/);
    assert.deepEqual((await toxiproxy.get("p")).toJson(), proxy.toJson());
    const all = await toxiproxy.getAll();
    assert.deepEqual(Object.keys(all), ["p"]);
    assert.equal(await received(proxy), "0123456789");
    await refused(toxiproxy.createProxy({ name: "p", listen: "127.0.0.1:0", upstream: address }), 409);
    await proxy.remove();
    await refused(toxiproxy.get("p"), 404);
    await refused(proxy.remove(), 404);
  },

  async "proxy.update disables, enables and moves"() {
    const proxy = await toxiproxy.createProxy({ name: "p", listen: "127.0.0.1:0", upstream: "127.0.0.1:1" });
    const disabled = await proxy.update({ enabled: false, listen: proxy.listen, upstream: proxy.upstream });
    assert.equal(disabled.enabled, false);
    const moved = await proxy.update({ enabled: true, listen: proxy.listen, upstream: address });
    assert.deepEqual([moved.enabled, moved.listen, moved.upstream], [true, proxy.listen, address]);
    assert.equal(await received(moved), "0123456789");
    await refused(proxy.update({ enabled: true, listen: "nonsense", upstream: address }), 500);
    await proxy.remove();
  },

  async "populate creates, and leaves alone what is equal"() {
    const made = await toxiproxy.populate([
      { name: "a", listen: "127.0.0.1:0", upstream: address },
      { name: "b", listen: "127.0.0.1:0", upstream: address },
    ]);
    assert.deepEqual(Object.keys(made), ["a", "b"]);
    const again = await toxiproxy.populate([{ name: "a", listen: made.a.listen, upstream: address }]);
    assert.equal(again.a.listen, made.a.listen);
    assert.deepEqual(await toxiproxy.populate([]), {});
    await refused(toxiproxy.populate([{ name: "c" }]), 400);
  },

  async "every toxic is added, got, updated and removed"() {
    const proxy = await toxiproxy.get("a");
    for (const [type, attributes] of Object.entries(toxics)) {
      for (const stream of ["upstream", "downstream"]) {
        const toxic = await proxy.addToxic({ type, stream, toxicity: 0.5, attributes, name: `${type}-${stream}` });
        assert.ok(toxic instanceof Toxic);
        const expected = { name: `${type}-${stream}`, type, stream, toxicity: 0.5, attributes };
        assert.deepEqual(toxic.toJson(), expected);
        assert.deepEqual((await proxy.getToxic(toxic.name)).toJson(), expected);
        const first = Object.keys(attributes)[0];
        const updated = await toxic.update({ toxicity: 0.25, attributes: { ...attributes, [first]: 42 } });
        assert.deepEqual(updated.toJson(), { ...expected, toxicity: 0.25, attributes: { ...attributes, [first]: 42 } });
        await refused(proxy.addToxic({ type, stream, toxicity: 1, attributes, name: toxic.name }), 409);
        await toxic.remove();
        await refused(proxy.getToxic(toxic.name), 404);
      }
    }

    await refused(proxy.addToxic({ type: "down", stream: "upstream", toxicity: 1, attributes: {}, name: "d" }), 400);
  },

  async "a toxic bites, and reset takes it away and enables what was disabled"() {
    const proxy = await toxiproxy.get("a");
    await proxy.addToxic({ type: "limit_data", stream: "downstream", toxicity: 1, attributes: { bytes: 4 }, name: "short" });
    assert.equal(await received(proxy), "0123");
    await (await toxiproxy.get("b")).update({ enabled: false });
    await toxiproxy.reset();
    assert.equal(await received(proxy), "0123456789");
    assert.equal((await toxiproxy.get("b")).enabled, true);
  },
};

for (const [name, step] of Object.entries(steps)) {
  await step();
  console.log(`ok: ${name}`);
}

upstream.close();
