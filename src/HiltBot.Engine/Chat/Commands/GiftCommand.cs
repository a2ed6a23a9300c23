using HiltBot.Engine.Memberships;

namespace HiltBot.Engine.Chat.Commands;

/// <summary><c>/gift</c>: gives somebody an offer for some days; they are told, nothing is charged.</summary>
internal sealed class GiftCommand(GiftMembership gift) : ChatCommand
{
    private const int DaysMax = 3650;

    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        if (!ReadWords.TryDays(words.Line("days"), DaysMax, out var days) || days == 0)
        {
            return Replies.Say(
                $"\"{words.Line("days", 40)}\" is no number of days. Write 1 to {DaysMax}; nothing was given.");
        }

        if (await Offers.FindAsync(turn, words.Line("offer"), cancellationToken) is not { } offer)
        {
            return Replies.Say(
                $"There is no offer called \"{words.Line("offer", 60)}\", so nothing was given.",
                "Say /offer list to see them.");
        }

        var person = await People.FindAsync(turn, words.Line("member"), cancellationToken);
        var outcome = await gift.HandleAsync(
            new GiftRequest(
                turn.MerchantId, null, new GiftTo(offer.Id, turn.Platform, person.AccountId, person.Display), days,
                $"Given by {turn.Display}", turn.Actor),
            cancellationToken);
        return Answer(outcome, person.Display, OfferWords.Title(offer), days, turn.TimeZone);
    }

    internal static ChatReply Answer(
        MembershipOutcome outcome, string member, string title, int days, string timeZone) => outcome switch
        {
            MembershipOutcome.Done done => Replies.Say(
                $"Given: {member} has {title} for {Texts.Count(days, "day")}.",
                done.Membership?.CurrentPeriodEndAt is { } end ? $"It runs until {Texts.Date(end, timeZone)}." : null,
                "They are told, and nothing is charged."),
            MembershipOutcome.Refused refused => Replies.Say(refused.Why, "Nothing was given."),
            MembershipOutcome.Unknown => Replies.Say($"{member} has no such membership, so nothing was given."),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
        };
}
