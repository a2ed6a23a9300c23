using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Payments;

/// <summary>
/// Compares one transaction to one expected payment (solana.md, section 5, points 1 and 3 to 8).
/// </summary>
public static class PaymentCheck
{
    public static PaymentFinding Between(ExpectedPayment expected, TransactionReading transaction)
    {
        var (toAccount, toOwner) = expected.Mint is { } mint
            ? (TokenCredit(expected, mint, transaction),
                transaction.TokenCreditOfOwner(expected.Recipient, mint, expected.TokenProgram))
            : (transaction.LamportCredit(expected.Recipient), transaction.LamportCredit(expected.Recipient));
        var namesReference = transaction.Names(expected.Reference);
        return new PaymentFinding(
            transaction.HasFailed,
            namesReference,
            toAccount,
            toOwner,
            !transaction.HasFailed && namesReference && toAccount >= expected.Amount,
            transaction.BlockTime is { } blockTime ? blockTime > expected.ExpiresAt : null);
    }

    private static Int128 TokenCredit(
        ExpectedPayment expected, Address mint, TransactionReading transaction) =>
        transaction.TokenCredit(
            AssociatedToken.AddressOf(expected.Recipient, mint, expected.TokenProgram),
            mint,
            expected.TokenProgram,
            expected.Recipient);
}
