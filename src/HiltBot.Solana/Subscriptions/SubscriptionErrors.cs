using System.Collections.Frozen;
using HiltBot.Solana.Rpc;

namespace HiltBot.Solana.Subscriptions;

/// <summary>What may come of trying the same pull again.</summary>
public enum Healing
{
    /// <summary>The period has not begun or is used up: a later time mends it.</summary>
    Later,

    /// <summary>The payer, or who froze an account, can mend it while the period lasts.</summary>
    ByOthers,

    /// <summary>No time mends it: ended, or somebody must look.</summary>
    Never,
}

/// <param name="Code">Null for an error that the runtime names and does not number.</param>
/// <param name="Name">Short, for logs and tests; people get sentences from elsewhere.</param>
public sealed record SubscriptionError(uint? Code, string Name, Healing Healing);

/// <summary>
/// The program's error codes, and those of the token program inside a pull, which come with the same
/// instruction index. Names are ours; the numbers are solana.md, section 7.
/// </summary>
public static class SubscriptionErrors
{
    public const uint TokenInsufficient = 1;
    public const uint TokenOwner = 4;
    public const uint TokenFrozen = 0x11;
    public const uint AuthorityClosed = 103;
    public const uint TokenProgram = 105;
    public const uint TokenAccount = 107;
    public const uint Token2022Account = 110;
    public const uint MintMismatch = 125;
    public const uint AuthorityMismatch = 126;
    public const uint AmountZero = 129;
    public const uint Unauthorized = 130;
    public const uint AuthorityReplaced = 136;
    public const uint AmountExceedsPeriod = 400;
    public const uint PeriodNotStarted = 407;
    public const uint PlanEnded = 501;
    public const uint PlanMismatch = 505;
    public const uint Destination = 506;
    public const uint Expired = 508;
    public const uint PlanClosed = 516;
    public const uint TermsMismatch = 519;

    /// <summary>How the runtime says that an account is closed or not the program's.</summary>
    public static readonly SubscriptionError AccountOwner = new(null, "InvalidAccountOwner", Healing.Never);

    private static readonly FrozenDictionary<uint, SubscriptionError> Known = Table().ToFrozenDictionary(
        error => error.Code!.Value);

    /// <summary>A code that is not known here is a surprise, and heals never.</summary>
    public static SubscriptionError Of(uint code) =>
        Known.TryGetValue(code, out var error) ? error : new SubscriptionError(code, "unknown", Healing.Never);

    /// <summary>
    /// Null when the error is not of this instruction: the chain, another instruction, a blockhash.
    /// </summary>
    /// <param name="pullIndex">Where the pull stands among the transaction's instructions.</param>
    public static SubscriptionError? Of(TransactionError error, int pullIndex)
    {
        if (error.InstructionIndex != pullIndex)
            return null;
        return error.CustomCode is { } code
            ? Of(code)
            : new SubscriptionError(null, error.Reason ?? error.Kind, Healing.Never);
    }

    private static IEnumerable<SubscriptionError> Table() =>
    [
        new(TokenInsufficient, "not enough tokens, or approval used up", Healing.ByOthers),
        new(TokenOwner, "approval revoked or replaced", Healing.ByOthers),
        new(TokenFrozen, "token account frozen", Healing.ByOthers),
        new(TokenAccount, "token account closed or wrong", Healing.ByOthers),
        new(Token2022Account, "token account closed or wrong", Healing.ByOthers),
        new(AmountExceedsPeriod, "more than is left in this period", Healing.Later),
        new(PeriodNotStarted, "period not started", Healing.Later),
        .. Never(
            (100, "caller did not sign"),
            (AuthorityClosed, "authority closed"),
            (TokenProgram, "wrong token program"),
            (106, "wrong mint"),
            (108, "wrong associated token account"),
            (109, "wrong mint"),
            (111, "authority invalid"),
            (112, "wrong length of data"),
            (113, "too few accounts"),
            (115, "arithmetic"),
            (116, "arithmetic"),
            (117, "authority invalid"),
            (MintMismatch, "mint mismatch"),
            (AuthorityMismatch, "authority of another user or mint"),
            (AmountZero, "amount is zero"),
            (Unauthorized, "not allowed"),
            (131, "account not writable"),
            (133, "account version"),
            (134, "account version"),
            (AuthorityReplaced, "authority was made anew"),
            (402, "period length"),
            (500, "plan in sunset"),
            (PlanEnded, "plan has ended"),
            (502, "wrong plan address"),
            (503, "wrong subscription address"),
            (504, "not the plan's owner"),
            (PlanMismatch, "subscription of another plan"),
            (Destination, "destination not listed"),
            (Expired, "subscription has expired"),
            (509, "already cancelled"),
            (510, "not cancelled"),
            (511, "end too near"),
            (513, "plan update refused"),
            (514, "plan update refused"),
            (515, "plan delete refused"),
            (PlanClosed, "plan closed"),
            (517, "already subscribed"),
            (518, "plan exists"),
            (TermsMismatch, "plan stands with other terms"),
            (520, "plan delete refused"),
            (521, "approval is stale"),
            (522, "plan update is stale"),
            (600, "wrong event account"),
            (604, "wrong event account")),
    ];

    private static IEnumerable<SubscriptionError> Never(params (uint Code, string Name)[] errors) =>
        errors.Select(error => new SubscriptionError(error.Code, error.Name, Healing.Never));
}
