// Control methods for other nodes of the chain and for websockets.
import { addressBytes } from '../chain/keys.mjs';

const slotsMax = 100_000;
const commands = ['drop', 'flood', 'rubbish', 'mute', 'unmute', 'refuse', 'accept'];

export function nodeControls(nodes) {
  const nodeOf = (fields) =>
    nodes.at(fields.integer('port', { max: 65_535 })) ?? fields.refuse('finds no such node');
  const stateOf = ({ ledger: { blocks }, server }) => ({
    port: server.address().port,
    slot: blocks.slot,
    lag: blocks.slotsBehind,
    isFrozen: blocks.frozenAt !== null,
    genesisHash: blocks.genesisHash,
  });
  const change = ({ ledger: { blocks } }, fields) => {
    const genesisHash = fields.address('genesisHash', blocks.genesisHash);
    const lag = fields.integer('lag', { fallback: blocks.slotsBehind, max: slotsMax });
    const isFrozen = fields.flag('isFrozen', blocks.frozenAt !== null);
    blocks.genesisHash = genesisHash;
    blocks.slotsBehind = lag;
    if (isFrozen) blocks.freeze();
    else blocks.thaw();
  };
  return {
    openNode: async (fields) => {
      const { genesisHash } = fields.values;
      // What is wrong must be refused before a port is open.
      if (genesisHash !== undefined && addressBytes(genesisHash) === null)
        fields.refuse('`genesisHash` is no hash');
      fields.integer('lag', { fallback: 0, max: slotsMax });
      fields.flag('isFrozen');
      const node = nodes.at(await nodes.open());
      change(node, fields);
      return stateOf(node);
    },
    setNode: (fields) => {
      const node = nodeOf(fields);
      change(node, fields);
      return stateOf(node);
    },
    closeNode: (fields) => {
      nodes.close(nodeOf(fields));
      return {};
    },
  };
}

export function socketControls(sockets) {
  return {
    sockets: (fields) => {
      const count = fields.integer('count', { fallback: 1, min: 1, max: 100_000 });
      const { open, subscriptions } = sockets.state;
      switch (fields.text('command', { oneOf: commands })) {
        case 'drop':
          sockets.drop();
          break;
        case 'flood':
          sockets.flood(count);
          break;
        case 'rubbish':
          sockets.garble(count);
          break;
        case 'mute':
        case 'unmute':
          sockets.isMuted = fields.values.command === 'mute';
          break;
        default:
          sockets.isRefused = fields.values.command === 'refuse';
      }
      return { open, subscriptions };
    },
  };
}
