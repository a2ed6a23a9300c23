using HiltBot.Engine.Buyers;

namespace HiltBot.Engine.Checkouts.Phantom;

/// <summary>What talking to the wallet by deep links came to (contract 4.6).</summary>
public abstract record PhantomOutcome
{
    private PhantomOutcome()
    {
    }

    public sealed record Connected(string WalletAddress) : PhantomOutcome;

    /// <summary>The wallet opens by this address and answers to our redirect page.</summary>
    public sealed record Linked(string Url) : PhantomOutcome;

    public sealed record MessageSigned(IdentitySession Session) : PhantomOutcome;

    public sealed record MandateSigned(string WalletAddress, string SignatureBase64) : PhantomOutcome;

    public sealed record TransactionSigned(string WalletAddress, string TransactionBase64) : PhantomOutcome;

    public sealed record UnknownPayment : PhantomOutcome;

    public sealed record SessionExpired : PhantomOutcome;

    /// <summary>The wallet has not connected to this payment yet.</summary>
    public sealed record NotConnected : PhantomOutcome;

    /// <summary>It was not sealed by this wallet for us, or says something else than it should.</summary>
    public sealed record Unreadable(string Why) : PhantomOutcome;

    public sealed record HandoffRefused(bool HasExpired) : PhantomOutcome;

    public sealed record NotProven(IdentityUse Why) : PhantomOutcome;

    /// <summary>Nothing renews by itself here.</summary>
    public sealed record NotAutomatic : PhantomOutcome;

    public sealed record WrongSetupKey : PhantomOutcome;

    /// <summary>We let nobody sign by our links what does not pay this session.</summary>
    public sealed record OtherTransaction : PhantomOutcome;
}
