// node server.mjs [--port N] [--time UNIX] [--genesis HASH]
//                 [--confirmed-lag N] [--finalized-lag N] [--auto-advance N]
//                 [--subscriptions-program FILE.so] [--program-id ADDRESS]
// Prints {"ready":true,"port":N} when it answers, and ends when its standard input closes.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { addressBytes } from './chain/keys.mjs';
import { createLocalnet, defaults } from './localnet.mjs';

function wholeNumber(values, name, fallback, max) {
  if (values[name] === undefined) return fallback;
  const number = Number(values[name]);
  if (!/^\d+$/.test(values[name]) || number > max)
    throw new Error(`--${name} must be a whole number up to ${max}`);
  return number;
}

function optionsOf(args) {
  const names = [
    'port',
    'time',
    'genesis',
    'confirmed-lag',
    'finalized-lag',
    'auto-advance',
    'subscriptions-program',
    'program-id',
  ];
  const { values } = parseArgs({
    args,
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  });
  if (values.genesis !== undefined && !addressBytes(values.genesis))
    throw new Error('--genesis must be 32 bytes in base58');
  if (values['program-id'] !== undefined && !addressBytes(values['program-id']))
    throw new Error('--program-id must be 32 bytes in base58');
  const subscriptionsFile = values['subscriptions-program'];
  if (subscriptionsFile !== undefined && !existsSync(subscriptionsFile))
    throw new Error(`--subscriptions-program finds no file ${subscriptionsFile}`);
  const finalizedLag = wholeNumber(values, 'finalized-lag', defaults.finalizedLag, 100_000);
  return {
    port: wholeNumber(values, 'port', 0, 65_535),
    unixTimestamp: wholeNumber(values, 'time', Math.floor(Date.now() / 1000), 4_102_444_800),
    genesisHash: values.genesis,
    confirmedLag: wholeNumber(
      values,
      'confirmed-lag',
      Math.min(defaults.confirmedLag, finalizedLag),
      finalizedLag,
    ),
    finalizedLag,
    autoAdvance: wholeNumber(values, 'auto-advance', defaults.autoAdvance, 1000),
    subscriptionsFile,
    programId: values['program-id'],
  };
}

let options;
try {
  options = optionsOf(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}

const server = createLocalnet(options);
server.on('error', (error) => {
  process.stderr.write(`cannot listen on port ${options.port}: ${error.message}\n`);
  process.exit(1);
});
server.listen(options.port, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ ready: true, port: server.address().port })}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
