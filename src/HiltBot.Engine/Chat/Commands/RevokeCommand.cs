using HiltBot.Engine.Memberships;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/revoke</c>: ends somebody's membership now, after a confirmation; they are told at the same time (rule 11). A reason
/// is confirmed in a form, because it does not fit into a button.
/// </summary>
internal sealed class RevokeCommand(EndMembership end) : ChatCommand
{
    private const int ReasonMax = 200;

    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        var person = await People.FindAsync(turn, words.Line("member"), cancellationToken);
        if (person.Buyer is null)
        {
            return People.Unknown(person);
        }

        var all = await MyMemberships.AllAsync(turn, person.Buyer, cancellationToken);
        var running = MyMemberships.Named(all, words.Line("offer"))
            .Where(one => one.Membership.Status != MembershipStatus.Expired).ToList();
        var reason = words.Line("reason", ReasonMax);
        return running.Count switch
        {
            0 => Replies.Say(
                $"{person.Display} has no running membership{(words.Has("offer") ? " of that offer" : string.Empty)}.",
                "Nothing was changed."),
            1 when reason.Length > 0 => Confirm(person.Display, running[0]) with { Form = Form(running[0], reason) },
            1 => Confirm(person.Display, running[0]),
            _ => Replies.Say($"{person.Display} has several. Which one ends now, with its access?").With(
                running.Take(10).Select(one => Button($"End {OfferWords.Title(one.Product)}", one)).ToList()),
        };
    }

    public override Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        EndAsync(turn, action, string.Empty, cancellationToken);

    public override Task<ChatReply> SubmittedAsync(
        ChatTurn turn, ActionId action, CommandWords fields, CancellationToken cancellationToken) =>
        EndAsync(turn, action, fields.Line("reason", ReasonMax), cancellationToken);

    internal static ChatReply Answer(MembershipOutcome outcome) => outcome switch
    {
        MembershipOutcome.Done => Replies.Say(
            "Done: the membership has ended, its access is being closed, and they are told.",
            "Money is not sent back by this. Say /gift to give the time again if it was a mistake."),
        MembershipOutcome.Refused refused => Replies.Say(refused.Why, "Nothing was changed."),
        MembershipOutcome.Unknown => Replies.UnknownButton(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    private async Task<ChatReply> EndAsync(
        ChatTurn turn, ActionId action, string reason, CancellationToken cancellationToken)
    {
        if (!action.Names<MembershipId>(out var membershipId))
        {
            return Replies.UnknownButton();
        }

        var status = await turn.Db.Memberships
            .Where(row => row.Id == membershipId && row.MerchantId == turn.MerchantId)
            .Select(row => (MembershipStatus?)row.Status).SingleOrDefaultAsync(cancellationToken);
        return status == MembershipStatus.Expired
            ? Replies.Say("This membership has ended already; nothing was changed.")
            : Answer(await end.HandleAsync(
                turn.MerchantId, membershipId, new EndRequest(EndWhen.Now, reason), turn.Actor, cancellationToken));
    }

    private static ChatReply Confirm(string member, MyMembership one) => Replies.Say(
        $"End {OfferWords.Title(one.Product)} of {member} now?",
        $"It is {MembershipWords.Standing(one.Membership, one.Product.BillingTimeZone)}.",
        "Their access closes at once, and they are told at the same time. Money is not sent back by this.")
        .With(Button("End it now", one));

    private static ChatButton Button(string label, MyMembership one) => ChatButton.Press(
        PlainText.Line(label, 60), ActionId.Write(Verbs.RevokeYes, one.Membership.Id), ChatButtonStyle.Danger);

    private static ChatForm Form(MyMembership one, string reason) => new(
        ActionId.Write(Verbs.RevokeYes, one.Membership.Id), "End it now?",
        [new ChatField("reason", "What they are told", IsRequired: false, Value: reason, LengthMax: ReasonMax)]);
}
