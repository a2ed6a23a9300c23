// Slots, blocks, their hashes and times, and how far each commitment lags behind. Time stands still
// here: nothing moves unless `advance` is called.
import { createHash } from 'node:crypto';
import { encodeBase58 } from './base58.mjs';

const blockhashLifetime = 150;
// Slots and blocks differ from the start, so that whoever mixes the two up is found out.
const firstSlot = 447_552_000;
const firstHeight = 425_671_000;

export class Blocks {
  constructor({ genesisHash, unixTimestamp, confirmedLag, finalizedLag }) {
    this.genesisHash = genesisHash;
    this.unixTimestamp = unixTimestamp;
    this.lag = { confirmed: confirmedLag, finalized: finalizedLag };
    this.fork = 0;
    this.blocks = [];
    this.bySlot = new Map();
    this.byHash = new Map();
    this.slot = firstSlot;
    this.level = { confirmed: firstSlot, finalized: firstSlot };
    this.produce(firstHeight);
  }

  get tip() {
    return this.blocks.at(-1);
  }

  /** Lets slots go by, each with a block unless they are skipped, and moves the time when asked. */
  advance(slots, secondsPerSlot = 0, areSkipped = false) {
    for (let n = 0; n < slots; n++) {
      this.slot++;
      this.unixTimestamp += secondsPerSlot;
      if (!areSkipped) this.produce(this.tip.height + 1);
    }
    this.settle();
  }

  produce(height) {
    const block = {
      slot: this.slot,
      height,
      hash: this.hashOf(this.slot),
      unixTimestamp: this.unixTimestamp,
    };
    this.blocks.push(block);
    this.bySlot.set(block.slot, block);
    this.byHash.set(block.hash, block);
  }

  hashOf(slot) {
    const text = `${this.genesisHash} ${slot} ${this.fork}`;
    return encodeBase58(createHash('sha256').update(text).digest());
  }

  setTime(unixTimestamp) {
    this.unixTimestamp = unixTimestamp;
    this.tip.unixTimestamp = unixTimestamp;
  }

  setLag({ confirmed, finalized }) {
    this.lag = { confirmed, finalized };
    this.settle();
  }

  /** What has been confirmed or finalized stays so, also when a lag grows; only a fork takes it back. */
  settle() {
    for (const commitment of ['confirmed', 'finalized']) {
      const reached = this.slot - this.lag[commitment];
      this.level[commitment] = Math.max(this.level[commitment], reached);
    }
  }

  /** The last slot that a commitment covers. */
  levelOf(commitment) {
    return commitment === 'processed' ? this.slot : this.level[commitment];
  }

  /** The newest block that a commitment covers. */
  at(commitment) {
    const level = this.levelOf(commitment);
    let index = this.blocks.length - 1;
    while (index > 0 && this.blocks[index].slot > level) index--;
    return this.blocks[index];
  }

  commitmentOf(slot) {
    if (slot <= this.levelOf('finalized')) return 'finalized';
    return slot <= this.levelOf('confirmed') ? 'confirmed' : 'processed';
  }

  /** Whether the bank of this block takes transactions with that blockhash. */
  isValidAt(hash, bank) {
    const block = this.byHash.get(hash);
    return (
      block !== undefined && block.height <= bank.height && bank.height <= block.height + blockhashLifetime
    );
  }

  lastValidHeightOf(block) {
    return block.height + blockhashLifetime;
  }

  /** Other blocks take the place of all blocks after that slot; their hashes are unknown from now on. */
  replaceAfter(slot) {
    this.fork++;
    for (const block of this.blocks) {
      if (block.slot <= slot) continue;
      this.byHash.delete(block.hash);
      block.hash = this.hashOf(block.slot);
      this.byHash.set(block.hash, block);
    }
    for (const commitment of ['confirmed', 'finalized'])
      this.level[commitment] = Math.min(this.level[commitment], slot);
  }
}
