using HiltBot.Engine.Values;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Payments;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;

namespace HiltBot.Engine.Payments;

/// <summary>
/// Solana behind the port: finalized facts over JSON-RPC (solana.md, sections 5 and 6). Besides the collector
/// the only type of the engine that touches the RPC client.
/// </summary>
public sealed partial class SolanaChain(SolanaRpc rpc, Assets assets) : IPaymentChain
{
    /// <summary>
    /// How far back a block with a known time is looked for when the newest one has none yet.
    /// </summary>
    private const int TimelessSlotsMax = 8;

    /// <summary>
    /// The head that was said last: a list from a node that has not come so far would seem to be read to its
    /// end (rule 12).
    /// </summary>
    private ulong? headSlot;

    public Task<string> GenesisHashAsync(CancellationToken cancellationToken) =>
        AskAsync(() => rpc.GetGenesisHashAsync(cancellationToken));

    public Task<ChainHead> FinalizedHeadAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var slot = await rpc.GetSlotAsync(Commitment.Finalized, cancellationToken);
        for (var back = 0UL; back < TimelessSlotsMax && back <= slot; back++)
        {
            // A skipped slot has no block, so no time; an earlier instant is always safe to say.
            if (await BlockTimeAsync(slot - back, cancellationToken) is { } at)
            {
                headSlot = slot;
                return new ChainHead(checked((long)slot), at.Cut());
            }
        }

        throw new ChainUnreadableException($"The node knows no block time near slot {slot}.");
    });

    public Task<IReadOnlyList<ChainSighting>> ListAsync(
        string address, string? before, int countMax, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var found = await rpc.GetSignaturesForAddressAsync(
            Address.Parse(address), Math.Min(countMax, SolanaRpc.SignaturesMax),
            before is null ? null : Signature.Parse(before), null, Commitment.Finalized, headSlot, cancellationToken);
        return (IReadOnlyList<ChainSighting>)
        [
            .. found.Select(one => new ChainSighting(
                one.Signature.ToString(), checked((long)one.Slot), one.BlockTime?.Cut(), one.Error is not null)),
        ];
    });

    public Task<IReadOnlyList<ChainTransaction?>> ReadAsync(
        IReadOnlyList<string> signatures, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var answers = await rpc.GetTransactionsAsync(
            [.. signatures.Select(Signature.Parse)], Commitment.Finalized, cancellationToken);
        return (IReadOnlyList<ChainTransaction?>)[.. answers.Select(ReadOne)];
    });

    public Task<SignatureFate> FindAsync(string signature, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var found = await rpc.GetStandingAsync(Signature.Parse(signature), cancellationToken);
        return new SignatureFate(
            found.Status is not null, found.Status?.Commitment == Commitment.Finalized, checked((long)found.Height),
            checked((long)found.FinalHeight));
    });

    public Task<WalletKind> LookAtWalletAsync(string address, CancellationToken cancellationToken)
    {
        if (!Address.TryParse(address, out var wallet))
        {
            return Task.FromResult(WalletKind.NotAnAddress);
        }

        return AskAsync(async () =>
        {
            // A token account of the usual kind is off the curve too, and "token account" helps its owner
            // more.
            var account = await rpc.GetAccountInfoAsync(wallet, Commitment.Confirmed, cancellationToken);
            return account switch
            {
                { IsExecutable: true } => WalletKind.Program,
                { } one when ProgramIds.IsTokenProgram(one.Owner) && TokenAccount.TryParse(one.Data.Span, out _) =>
                    WalletKind.TokenAccount,
                _ when wallet == ProgramIds.System => WalletKind.Program,
                _ when !wallet.IsOnCurve => WalletKind.OffCurve,
                { } one when one.Owner != ProgramIds.System => WalletKind.Program,
                _ => WalletKind.Wallet,
            };
        });
    }

    public Task<ReceivingPlace?> FindReceivingPlaceAsync(
        string wallet, string tokenMint, CancellationToken cancellationToken)
    {
        if (!Address.TryParse(wallet, out var owner) || !Address.TryParse(tokenMint, out var mint))
        {
            return Task.FromResult<ReceivingPlace?>(null);
        }

        if (tokenMint == Asset.SolMint)
        {
            return Task.FromResult<ReceivingPlace?>(new ReceivingPlace(wallet, Asset.Sol, DoesExist: true));
        }

        return AskAsync(async () =>
        {
            var data = await rpc.GetAccountInfoAsync(mint, Commitment.Confirmed, cancellationToken);
            if (TokenOf(mint, data) is not { } token)
            {
                return null;
            }

            var account = AssociatedToken.AddressOf(owner, mint, token.TokenProgram);
            var symbol = assets.Find(tokenMint)?.Symbol ?? $"{tokenMint[..4]}...{tokenMint[^4..]}";
            return new ReceivingPlace(
                account.ToString(), new Asset(tokenMint, symbol, token.Decimals),
                await rpc.GetAccountInfoAsync(account, Commitment.Confirmed, cancellationToken) is not null)
            {
                Refusal = SolanaFacts.WhyNotSoldIn(symbol, data!.Data.Span),
            };
        });
    }

    private static ChainTransaction? ReadOne(TransactionAnswer answer)
    {
        if (answer.Error is { } error)
        {
            throw new ChainUnreadableException(error.Text) { Signature = answer.Signature.ToString() };
        }

        try
        {
            return answer.Reading is null ? null : SolanaFacts.Of(answer.Reading);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new ChainUnreadableException(exception.Message, exception)
            { Signature = answer.Signature.ToString() };
        }
    }

    private async Task<DateTimeOffset?> BlockTimeAsync(ulong slot, CancellationToken cancellationToken)
    {
        try
        {
            return await rpc.GetBlockTimeAsync(slot, cancellationToken);
        }
        catch (SolanaRpcException exception) when (exception.Error is RpcError.DoNotRetry)
        {
            return null;
        }
    }

    private async Task<TokenMint?> FindTokenAsync(Address mint, CancellationToken cancellationToken) =>
        TokenOf(mint, await rpc.GetAccountInfoAsync(mint, Commitment.Confirmed, cancellationToken));

    private static TokenMint? TokenOf(Address mint, AccountInfo? account) =>
        account is not null && ProgramIds.IsTokenProgram(account.Owner) &&
        Mint.TryParse(account.Data.Span, out var data)
            ? new TokenMint(mint, account.Owner, data.Decimals)
            : null;

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is SolanaRpcException or FormatException or OverflowException)
        {
            throw new ChainUnreadableException(exception.Message, exception);
        }
    }
}
