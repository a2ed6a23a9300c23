using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Products;
using HiltBot.Engine.Values;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/setup wallet</c>: an owner enters an address, compares it group by group, and confirms. Nothing
/// changes before the last of the three (design section 4, Who may do what).
/// </summary>
internal sealed class SetUpWalletCommand(ProposePayoutWallet propose, ChangePayoutWallet change) : ChatCommand
{
    private const int AddressMax = 60;

    // 96 bits of a hash: it only tells the wallet that was shown from another one that was entered later.
    private const int FingerprintBytes = 12;

    public override Task<WalletQuestion?> AsksAsync(
        ChatTurn turn, Route route, CancellationToken cancellationToken)
    {
        var wallet = route switch
        {
            Route.ToCommand { Words: { } words } => words.Line("address", AddressMax),
            Route.ToVerb { Fields: { } fields } => fields.Line("address", AddressMax),
            Route.ToVerb { Action.Verb: Verbs.WalletYes } =>
                ProposePayoutWallet.Pending(turn.Merchant, turn.RealNow),
            _ => null,
        };
        return Task.FromResult(wallet is { Length: > 0 } ? new WalletQuestion(wallet, null) : null);
    }

    public override Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) =>
        words.Has("address") ? ProposeAsync(turn, cancellationToken) : Task.FromResult(Ask(turn));

    public override async Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        action.Verb == Verbs.WalletYes ? await ConfirmAsync(turn, action, cancellationToken) : Ask(turn);

    public override Task<ChatReply> SubmittedAsync(
        ChatTurn turn, ActionId action, CommandWords fields, CancellationToken cancellationToken) =>
        action.Verb == Verbs.Wallet && fields.Has("address")
            ? ProposeAsync(turn, cancellationToken)
            : Task.FromResult(Ask(turn));

    /// <summary>For whoever needs a payout wallet and finds none.</summary>
    internal static ChatReply Missing(ChatTurn turn)
    {
        var reply = Replies.Say(
            "Nobody has said yet which wallet the money goes to, so nothing can be sold.",
            turn.May(StaffAction.ChangeWallet)
                ? "Say /setup wallet first: the money goes straight there, and I never hold any."
                : "Ask an owner to say /setup wallet.");
        return turn.May(StaffAction.ChangeWallet) ? reply.With(Enter(turn, "Enter the wallet")) : reply;
    }

    internal static ChatReply Answer(WalletProposal outcome) => outcome switch
    {
        WalletProposal.Proposed proposed => Replies.Say(
            "Compare every group with your own wallet. Is this where the money should go?",
            WalletText.InGroups(proposed.Wallet ?? string.Empty),
            proposed.WasInGroups is { } was ? $"Until you confirm, it goes to: {was}" : null,
            proposed.ProductsToMove > 0
                ? $"{Texts.Count(proposed.ProductsToMove, "offer")} will be paid into it. Payment pages that are " +
                  "open still pay into the old one, which is watched for 90 more days."
                : null,
            "Nothing is changed yet. The button works for 15 minutes."),
        WalletProposal.Same same => Replies.Say("The money goes to this wallet already:", same.InGroups),
        WalletProposal.NotAllowed notAllowed => Replies.Say(notAllowed.Why, "Nothing was changed."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    internal static ChatReply Answer(WalletOutcome outcome) => outcome switch
    {
        WalletOutcome.Changed changed => Replies.Say(
            "Done. From now on buyers pay into:", changed.InGroups,
            changed.ProductsMoved > 0 ? $"{Texts.Count(changed.ProductsMoved, "offer")} moved along." : null,
            "I have told it in every alert channel. Payment pages that are open already still pay into " +
            "the old wallet, which is watched for 90 more days."),
        WalletOutcome.Same same => Replies.Say("The money goes to this wallet already:", same.InGroups),
        WalletOutcome.Refused refused => Replies.Say(refused.Why, "Nothing was changed."),
        WalletOutcome.NotAllowed notAllowed => Replies.Say(notAllowed.Why, "Nothing was changed."),
        WalletOutcome.LookAgain => Replies.Say(
            "An offer in another asset was made just now, so the wallet has to be looked at again. Nothing was changed.",
            "Press the button once more."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    private async Task<ChatReply> ProposeAsync(ChatTurn turn, CancellationToken cancellationToken)
    {
        if (turn.Look is not PayoutLook.Good good)
        {
            return NotGood(turn);
        }

        var outcome = await propose.HandleAsync(turn.MerchantId, good, turn.Actor, cancellationToken);
        return outcome is WalletProposal.Proposed proposed
            ? Answer(outcome).With(
                ChatButton.Press(
                    "Confirm: pay into this wallet",
                    ActionId.Write(
                        Verbs.WalletYes, Id.ToOpaque(turn.MerchantId), Fingerprint(proposed.Wallet)),
                    ChatButtonStyle.Danger),
                Enter(turn, "Enter another one"))
            : Answer(outcome);
    }

    private async Task<ChatReply> ConfirmAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken)
    {
        var pending = ProposePayoutWallet.Pending(turn.Merchant, turn.RealNow);
        if (pending is null || Fingerprint(pending) != action.More)
        {
            return turn.Merchant.PayoutWallet is { } present && Fingerprint(present) == action.More
                ? Answer(new WalletOutcome.Same(WalletText.InGroups(present)))
                : Replies.Say(
                    "This confirmation is too old, or another wallet was entered since; nothing was changed.")
                    .With(Enter(turn, "Enter the wallet again"));
        }

        return turn.Look is PayoutLook.Good good && good.Wallet == pending
            ? Answer(await change.HandleAsync(turn.MerchantId, good, turn.Actor, cancellationToken))
            : NotGood(turn);
    }

    private static ChatReply NotGood(ChatTurn turn) => (turn.Look is PayoutLook.Bad bad
        ? Replies.Say(bad.Why, "Nothing was changed.")
        : Replies.Say(
            "The ledger cannot be read at the moment, so the wallet could not be checked and nothing was " +
            "changed.",
            "Try again in a minute.")).With(Enter(turn, "Enter it again"));

    private static ChatReply Ask(ChatTurn turn) => Replies.Say(
        "Which wallet should buyers pay into?",
        turn.Merchant.PayoutWallet is { } wallet ? $"Now it is: {WalletText.InGroups(wallet)}" : null,
        "Use the address of your own Solana wallet. I show it back to you before anything changes.") with
    {
        Form = new ChatForm(
            ActionId.Write(Verbs.Wallet, turn.MerchantId), "Payout wallet",
            [new ChatField("address", "Address of your Solana wallet", LengthMax: AddressMax)]),
    };

    private static ChatButton Enter(ChatTurn turn, string label) =>
        ChatButton.Press(label, ActionId.Write(Verbs.Wallet, turn.MerchantId));

    private static string Fingerprint(string wallet) =>
        Base64Url.EncodeToString(
            SHA256.HashData(Encoding.ASCII.GetBytes(wallet)).AsSpan(0, FingerprintBytes));
}
