using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/offer create</c>: a form, then what it opens. The offer stays paused until it opens something, so nobody can pay for
/// a closed door.
/// </summary>
internal sealed class OfferCreateCommand(CreateProduct create, PauseProduct pause, Assets assets) : ChatCommand
{
    public override Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken) => Task.FromResult(Ask(turn));

    public override Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) => Task.FromResult(Ask(turn));

    public override Task<WalletQuestion?> AsksAsync(
        ChatTurn turn, Route route, CancellationToken cancellationToken) => Task.FromResult(
        route is Route.ToVerb { Fields: { } fields } && turn.Merchant.PayoutWallet is { } wallet &&
        OfferFields.Read(fields, assets).Fields is { } typed
            ? new WalletQuestion(wallet, [typed.Price.Asset.Mint])
            : null);

    public override async Task<ChatReply> SubmittedAsync(
        ChatTurn turn, ActionId action, CommandWords fields, CancellationToken cancellationToken)
    {
        if (turn.Merchant.PayoutWallet is null)
        {
            return SetUpWalletCommand.Missing(turn);
        }

        var (typed, problems) = OfferFields.Read(fields, assets);
        if (typed is null)
        {
            return Replies.Say(["Nothing was saved:", .. problems]).With(Again(turn));
        }

        return turn.Look switch
        {
            PayoutLook.Good good => await SaveAsync(turn, typed, good, cancellationToken),
            PayoutLook.Bad bad => Replies.Say(
                "Nothing was saved, because the payout wallet cannot receive this:", bad.Why,
                "An owner can choose another wallet with /setup wallet.").With(Again(turn)),
            _ => Replies.Say(
                "The ledger cannot be read at the moment, so the wallet could not be checked and nothing " +
                "was saved.",
                "Try again in a minute.").With(Again(turn)),
        };
    }

    private async Task<ChatReply> SaveAsync(
        ChatTurn turn, OfferFields typed, PayoutLook.Good look, CancellationToken cancellationToken)
    {
        var outcome = await create.HandleAsync(
            turn.MerchantId, New(typed, turn.TimeZone), look, turn.Actor, cancellationToken);
        if (outcome is not ProductOutcome.Saved saved)
        {
            return OfferReplies.Answer(outcome, "Nothing was saved:").With(Again(turn));
        }

        var paused = await pause.HandleAsync(
            turn.MerchantId, saved.Product.Id, isPaused: true, turn.Actor, cancellationToken);
        return paused is ProductOutcome.Saved now
            ? OfferTargets.AskFirst(turn, now.Product)
            : OfferReplies.Answer(paused, "The offer was saved, but not paused:");
    }

    private static NewProduct New(OfferFields typed, string timeZone) =>
        new(ProductType.PaymentLink, typed.Title)
        {
            Description = typed.Description,
            AmountMinorUnits = typed.Price.MinorUnits,
            TokenMint = typed.Price.Asset.Mint,
            Membership = new MembershipTerms
            {
                Billing = typed.Billing(null, timeZone),
                GracePeriodDays = typed.Unit == Memberships.BillingUnit.Lifetime ? 0 : typed.GraceDays,
            },
        };

    // Five fields that cannot be saved are five fields too many: the wallet comes first.
    private static ChatReply Ask(ChatTurn turn) => turn.Merchant.PayoutWallet is null
        ? SetUpWalletCommand.Missing(turn)
        : Replies.Say("A new offer:") with
        {
            Form = OfferFields.Form(ActionId.Write(Verbs.OfferNew, turn.MerchantId), "New offer", null),
        };

    private static ChatButton Again(ChatTurn turn) =>
        ChatButton.Press("Fill in again", ActionId.Write(Verbs.OfferNew, turn.MerchantId), ChatButtonStyle.Primary);
}
