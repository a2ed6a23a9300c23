// What a transaction costs its fee payer.

const lamportsPerSignature = 5000n;
const computeBudgetProgram = 'ComputeBudget111111111111111111111111111111';
const defaultUnits = 200_000n;
const maxUnits = 1_400_000n;

/** Base fee and priority fee. */
export function feeOf(message) {
  return lamportsPerSignature * BigInt(message.header.requiredSignatures) + priorityFeeOf(message);
}

/** Price x limit / 1,000,000, rounded up; without a limit each other instruction counts for the default. */
function priorityFeeOf(message) {
  if (message.version === 1) return message.priorityFeeLamports;
  let price = 0n;
  let limit = null;
  let others = 0n;
  for (const { programIdIndex, data } of message.instructions) {
    const bytes = Buffer.from(data);
    if (message.keys[programIdIndex] !== computeBudgetProgram) others++;
    else if (bytes[0] === 2 && bytes.length >= 5) limit = BigInt(bytes.readUInt32LE(1));
    else if (bytes[0] === 3 && bytes.length >= 9) price = bytes.readBigUInt64LE(1);
  }
  limit ??= others * defaultUnits;
  if (limit > maxUnits) limit = maxUnits;
  return (price * limit + 999_999n) / 1_000_000n;
}
