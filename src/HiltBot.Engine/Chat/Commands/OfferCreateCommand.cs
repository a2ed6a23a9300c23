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

    public override async Task<ChatReply> SubmittedAsync(
        ChatTurn turn, ActionId action, CommandWords fields, CancellationToken cancellationToken)
    {
        var (typed, problems) = OfferFields.Read(fields, assets);
        if (typed is null)
        {
            return Replies.Say(["Nothing was saved:", .. problems]).With(Again(turn));
        }

        try
        {
            var outcome = await create.HandleAsync(
                turn.MerchantId, New(typed, turn.TimeZone), turn.Actor, cancellationToken);
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
        catch (ChainUnreadableException)
        {
            // The wallet is looked at before anything is written, so there is nothing to take back.
            return Replies.Say(
                "The ledger cannot be read at the moment, so the wallet could not be checked and nothing was saved.",
                "Try again in a minute.").With(Again(turn));
        }
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

    private static ChatReply Ask(ChatTurn turn) => Replies.Say("A new offer:") with
    {
        Form = OfferFields.Form(ActionId.Write(Verbs.OfferNew, turn.MerchantId), "New offer", null),
    };

    private static ChatButton Again(ChatTurn turn) =>
        ChatButton.Press("Fill in again", ActionId.Write(Verbs.OfferNew, turn.MerchantId), ChatButtonStyle.Primary);
}
