// node clients/phantom.mjs SEED_HEX
// Plays the Phantom wallet on a phone, with tweetnacl. One JSON question a line on standard input, one JSON answer a
// line on standard output; it ends when standard input closes.
//   {"op":"seal","secret","peer","nonce","message"}  -> {"box"}             all hex
//   {"op":"open","secret","peer","nonce","box"}      -> {"message"}         null where it does not open
//   {"op":"follow","url"}                            -> {"redirect"}        opens a deep link, agrees, returns
//   {"op":"follow","url","refuse":true}              -> {"redirect"}        opens a deep link and cancels
import { createInterface } from 'node:readline';
import nacl from 'tweetnacl';

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function encode(bytes) {
  let number = BigInt(`0x00${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = alphabet[Number(number % 58n)] + text;
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = alphabet[0] + text;
  }
  return text;
}

function decode(text) {
  let number = 0n;
  for (const letter of text) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) throw new Error(`${letter} is not base58`);
    number = number * 58n + BigInt(digit);
  }
  const hex = number === 0n ? '' : number.toString(16);
  const zeros = text.match(/^1*/)[0].length;
  return Uint8Array.from([
    ...new Uint8Array(zeros),
    ...Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex'),
  ]);
}

const bytesOf = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes) => Buffer.from(bytes).toString('hex');

const wallet = nacl.sign.keyPair.fromSeed(bytesOf(process.argv[2]));
const connections = new Map();

function seal(connection, content) {
  const nonce = nacl.randomBytes(24);
  const box = nacl.box.after(Buffer.from(JSON.stringify(content)), nonce, connection.shared);
  return { nonce: encode(nonce), data: encode(box) };
}

function returnTo(link, parts) {
  const url = new URL(link);
  for (const [name, value] of Object.entries(parts)) url.searchParams.set(name, value);
  return { redirect: url.href };
}

function connect(asked) {
  const dapp = asked.get('dapp_encryption_public_key');
  if (!asked.get('app_url') || !asked.get('cluster')) throw new Error('app_url or cluster is missing');
  const keys = nacl.box.keyPair();
  const connection = { shared: nacl.box.before(decode(dapp), keys.secretKey), session: encode(nacl.randomBytes(96)) };
  connections.set(dapp, connection);
  return returnTo(asked.get('redirect_link'), {
    phantom_encryption_public_key: encode(keys.publicKey),
    ...seal(connection, { public_key: encode(wallet.publicKey), session: connection.session }),
  });
}

function sign(message) {
  return nacl.sign.detached(message, wallet.secretKey);
}

// Legacy and version 0: signatures, then the message; the wallet's place is that of its key.
function signTransaction(bytes) {
  const signed = Uint8Array.from(bytes);
  const message = signed.subarray(1 + 64 * signed[0]);
  const keys = message.subarray(message[0] & 0x80 ? 5 : 4);
  for (let place = 0; place < signed[0]; place += 1) {
    if (encode(keys.subarray(32 * place, 32 * place + 32)) === encode(wallet.publicKey)) {
      signed.set(sign(message), 1 + 64 * place);
      return signed;
    }
  }
  throw new Error('the transaction asks for nothing of this wallet');
}

function answer(method, asked) {
  const connection = connections.get(asked.get('dapp_encryption_public_key'));
  const opened = nacl.box.open.after(decode(asked.get('payload')), decode(asked.get('nonce')), connection.shared);
  if (!opened) throw new Error('the payload does not open');
  const content = JSON.parse(Buffer.from(opened).toString('utf8'));
  if (content.session !== connection.session) throw new Error('this is another session');
  const said =
    method === 'signMessage'
      ? { signature: encode(sign(decode(content.message))) }
      : { transaction: encode(signTransaction(decode(content.transaction))) };
  return returnTo(asked.get('redirect_link'), seal(connection, said));
}

function follow({ url, refuse }) {
  const link = new URL(url);
  if (link.origin !== 'https://phantom.app') throw new Error(`${link.origin} is not Phantom`);
  if (refuse) {
    const redirect = link.searchParams.get('redirect_link');
    return returnTo(redirect, { errorCode: '4001', errorMessage: 'User rejected the request.' });
  }
  const method = link.pathname.replace('/ul/v1/', '');
  if (method === 'connect') return connect(link.searchParams);
  if (method === 'signMessage' || method === 'signTransaction') return answer(method, link.searchParams);
  throw new Error(`${method} is no method of Phantom`);
}

const operations = {
  seal: ({ secret, peer, nonce, message }) => ({
    box: hexOf(nacl.box(bytesOf(message), bytesOf(nonce), bytesOf(peer), bytesOf(secret))),
  }),
  open: ({ secret, peer, nonce, box }) => {
    const message = nacl.box.open(bytesOf(box), bytesOf(nonce), bytesOf(peer), bytesOf(secret));
    return { message: message && hexOf(message) };
  },
  follow,
};

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    const question = JSON.parse(line);
    said = operations[question.op](question);
  } catch (error) {
    said = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
