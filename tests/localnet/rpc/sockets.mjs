// The websocket of a node, on its HTTP port: notices of logs, signatures and accounts, and what goes wrong with
// them on purpose. Nothing is replayed: a subscription hears of what lands after it.
import { randomBytes } from 'node:crypto';
import { WebSocketServer } from 'ws';
import { encodeBase58 } from '../chain/base58.mjs';
import { stringify } from './json.mjs';
import { accountForm } from './reads.mjs';
import {
  addressOf,
  commitmentOf,
  configParam,
  inContext,
  integerParam,
  invalidParams,
  RpcError,
  signatureOf,
  stringParam,
} from './params.mjs';

const rubbish = [
  'not JSON at all',
  '{"jsonrpc":"2.0","method":"logsNotification","params":{"result":{"conte',
  '[]',
  'null',
  '{"jsonrpc":"2.0","method":"logsNotification","params":{"result":null,"subscription":18446744073709551615}}',
  '{"jsonrpc":"2.0","method":"nothingNotification","params":{"result":{},"subscription":1}}',
  '{"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal error"},"id":null}',
  Buffer.from([0xff, 0xfe, 0x00, 0x80]),
];

/** The subscriptions of one node. */
export class Sockets {
  constructor(ledger) {
    this.ledger = ledger;
    this.sockets = new Map();
    this.lastId = 0;
    this.isMuted = false;
    this.isRefused = false;
    this.received = {};
  }

  attach(server) {
    const listener = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => {});
      if (this.isRefused) return socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
      return listener.handleUpgrade(request, socket, head, (connection) => this.open(connection));
    });
  }

  open(connection) {
    this.sockets.set(connection, new Map());
    connection.on('close', () => this.sockets.delete(connection));
    connection.on('error', () => connection.terminate());
    connection.on('message', (data) => {
      // What was under way when the connection was cut.
      if (!this.sockets.has(connection)) return;
      const answer = this.answer(connection, data.toString());
      connection.send(JSON.stringify(answer));
      this.settle();
    });
  }

  answer(connection, text) {
    let id = null;
    try {
      const call = parsed(text);
      id = call.id ?? null;
      this.received[call.method] = (this.received[call.method] ?? 0) + 1;
      return { jsonrpc: '2.0', result: this.perform(connection, call.method, call.params ?? []), id };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return { jsonrpc: '2.0', error: { code: error.code, message: error.message }, id };
    }
  }

  perform(connection, method, params) {
    const subscriptions = this.sockets.get(connection);
    switch (method) {
      case 'logsSubscribe':
        return this.add(subscriptions, logs(params));
      case 'signatureSubscribe':
        return this.add(subscriptions, signatures(params));
      case 'accountSubscribe':
        return this.add(subscriptions, accounts(params));
      case 'logsUnsubscribe':
      case 'signatureUnsubscribe':
      case 'accountUnsubscribe':
        if (!subscriptions.delete(integerParam(params, 0))) throw invalidParams('Invalid subscription id.');
        return true;
      default:
        throw new RpcError(-32601, 'Method not found');
    }
  }

  add(subscriptions, subscription) {
    const commitment = commitmentOf(subscription.config);
    const id = ++this.lastId;
    subscriptions.set(id, { ...subscription, commitment, next: this.seen(commitment) });
    return id;
  }

  /** How many transactions a commitment covers. */
  seen(commitment) {
    const level = this.ledger.blocks.levelOf(commitment);
    const { records } = this.ledger;
    let count = records.length;
    while (count > 0 && records[count - 1].slot > level) count--;
    return count;
  }

  /** Tells everybody what has come into their sight. */
  settle() {
    for (const [connection, subscriptions] of this.sockets)
      for (const [id, subscription] of subscriptions) {
        const seen = this.seen(subscription.commitment);
        const from = Math.min(subscription.next, seen);
        subscription.next = seen;
        const notices =
          subscription.kind === 'signature'
            ? this.signatureNotices(subscription)
            : this.ledger.records.slice(from, seen).flatMap((record) => this.notices(subscription, record));
        for (const notice of notices) this.notify(connection, subscription.kind, id, notice);
        if (subscription.kind === 'signature' && notices.length > 0) subscriptions.delete(id);
      }
  }

  signatureNotices({ signature, commitment }) {
    const record = this.ledger.bySignature.get(signature);
    if (!record || record.slot > this.ledger.blocks.levelOf(commitment)) return [];
    return [inContext(record.slot, { err: record.err })];
  }

  notices({ kind, mentions, address, config }, record) {
    if (kind === 'logs')
      return mentions === null || record.keys.includes(mentions) ? [logsNotice(record)] : [];
    if (!record.before.has(address)) return [];
    const account = this.ledger.accountAt(address, record.slot);
    const form =
      account && accountForm(account, config, 'base64', (mint) => this.ledger.decimalsOf(mint, record.slot));
    return [inContext(record.slot, form)];
  }

  notify(connection, kind, subscription, result) {
    if (this.isMuted) return;
    const notice = { jsonrpc: '2.0', method: `${kind}Notification`, params: { result, subscription } };
    connection.send(stringify(notice));
  }

  get state() {
    let subscriptions = 0;
    for (const each of this.sockets.values()) subscriptions += each.size;
    return { open: this.sockets.size, subscriptions, received: this.received };
  }

  /** Cuts every connection without a word of farewell. */
  drop() {
    for (const connection of this.sockets.keys()) connection.terminate();
    this.sockets.clear();
  }

  /** That many notices of transactions that never were, to every logs subscription. */
  flood(count) {
    for (const [connection, subscriptions] of this.sockets)
      for (const [id, { kind }] of subscriptions)
        for (let n = 0; kind === 'logs' && n < count; n++) {
          const signature = encodeBase58(randomBytes(64));
          const notice = { signature, err: null, logs: [] };
          this.notify(connection, kind, id, inContext(this.ledger.blocks.slot, notice));
        }
  }

  /** Messages that no node should send. */
  garble(count) {
    for (const connection of this.sockets.keys())
      for (let n = 0; n < count; n++) connection.send(rubbish[n % rubbish.length]);
  }

  clear() {
    this.isMuted = false;
    this.isRefused = false;
  }
}

function parsed(text) {
  let call;
  try {
    call = JSON.parse(text);
  } catch {
    throw new RpcError(-32700, 'Parse error');
  }
  const isCall = call !== null && call.jsonrpc === '2.0' && typeof call.method === 'string';
  if (!isCall || !Array.isArray(call.params ?? [])) throw new RpcError(-32600, 'Invalid request');
  return call;
}

function signatures(params) {
  const signature = signatureOf(stringParam(params, 0));
  return { kind: 'signature', signature, config: configParam(params, 1) };
}

function accounts(params) {
  const address = addressOf(stringParam(params, 0));
  return { kind: 'account', address, config: configParam(params, 1) };
}

function logs(params) {
  const [filter] = params;
  const config = configParam(params, 1);
  if (filter === 'all' || filter === 'allWithVotes') return { kind: 'logs', mentions: null, config };
  const addresses = filter?.mentions;
  if (!Array.isArray(addresses)) throw invalidParams('Invalid Request: Unknown filter');
  if (addresses.length !== 1) throw invalidParams('Invalid Request: Only 1 address supported');
  return { kind: 'logs', mentions: addressOf(addresses[0]), config };
}

function logsNotice({ slot, signature, err, logs: lines }) {
  return inContext(slot, { signature, err, logs: lines });
}
