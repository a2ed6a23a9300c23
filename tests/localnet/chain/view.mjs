// The same chain as another node sees it: some slots late, or no further than where it froze. It shares VM and
// records with the ledger; only how far it looks differs.

const commitments = ['processed', 'confirmed', 'finalized'];

/** Everything that is not said here is what the chain's own blocks say. */
function viewOfBlocks(chain) {
  const view = {
    slotsBehind: 0,
    frozenAt: null,

    get slot() {
      return this.levelOf('processed');
    },

    get tip() {
      return this.at('processed');
    },

    levelOf(commitment) {
      const level = this.frozenAt ? this.frozenAt[commitment] : chain.levelOf(commitment);
      return Math.max(level - this.slotsBehind, chain.blocks[0].slot);
    },

    freeze() {
      const levels = commitments.map((commitment) => [commitment, chain.levelOf(commitment)]);
      this.frozenAt ??= Object.fromEntries(levels);
    },

    thaw() {
      this.frozenAt = null;
    },
  };
  return Object.create(chain, Object.getOwnPropertyDescriptors(view));
}

/** A ledger that reads through that view. What is sent through it lands in the chain, unless it is frozen. */
export function viewOf(ledger) {
  const blocks = viewOfBlocks(ledger.blocks);
  const isSeen = (record) => record !== undefined && record.slot <= blocks.slot;
  const bySignature = {
    get: (signature) => {
      const record = ledger.bySignature.get(signature);
      return isSeen(record) ? record : undefined;
    },
    has: (signature) => isSeen(ledger.bySignature.get(signature)),
  };
  return Object.assign(Object.create(ledger), {
    blocks,
    bySignature,
    land: (transaction) => {
      if (!blocks.frozenAt) ledger.land(transaction);
    },
    advance: (...slots) => ledger.advance(...slots),
  });
}
