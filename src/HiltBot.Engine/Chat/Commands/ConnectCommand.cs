using HiltBot.Engine.Buyers;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Chat.Commands;

/// <summary>
/// <c>/connect</c>: gives a one-time code for the other platform, or takes one that was given there (design section 4,
/// Targets).
/// </summary>
internal sealed class ConnectCommand(ConnectAccount connect, IEnumerable<IDeepLinks> links) : ChatCommand
{
    private const int CodeMax = 64;

    public override async Task<ChatReply> SaidAsync(
        ChatTurn turn, CommandWords words, CancellationToken cancellationToken)
    {
        if (words.Has("code"))
        {
            return await TakeAsync(turn, words.Line("code", CodeMax), cancellationToken);
        }

        if (turn.KnownMerchant is null)
        {
            return Replies.Say(
                "Say /connect with the code that you were given on the other platform.",
                "You get one with /status or /connect in your community there.");
        }

        return await GiveAsync(turn, null, cancellationToken);
    }

    public override Task<ChatReply> PressedAsync(
        ChatTurn turn, ActionId action, CancellationToken cancellationToken) =>
        GiveAsync(turn, PlatformOf(action.More), cancellationToken);

    /// <summary>A platform as it stands in a button.</summary>
    public static string WordOf(Platform platform) => EnumText.Of(platform).ToLowerInvariant();

    internal static ChatReply Answer(ConnectOutcome outcome) => outcome switch
    {
        ConnectOutcome.Connected => Replies.Say(
            "Connected. What you paid for opens here too, in a moment. Say /status to see it."),
        ConnectOutcome.ConnectedAlready => Replies.Say("This account was connected already. Say /status to see it."),
        ConnectOutcome.BelongsToAnother => Replies.Say(
            "This account has memberships or payments of its own, so it was not moved.",
            "Write to the people who run this with /support: they can help to bring both together."),
        ConnectOutcome.HasAnotherAccount other => Replies.Say(
            $"You have connected another account here before: {PlainText.Name(other.Display)}.",
            "Use that one, or write to the people who run this with /support."),
        ConnectOutcome.CodeRefused { Why: CodeUse.Expired } => Replies.Say(
            "This code has expired; a code works for 15 minutes.", "Say /connect on the other platform for a fresh one."),
        ConnectOutcome.CodeRefused { Why: CodeUse.UsedAlready } => Replies.Say(
            "This code was used already.", "Say /connect on the other platform for a fresh one."),
        ConnectOutcome.CodeRefused => Replies.Say(
            "I do not know this code.", "Check it, or say /connect on the other platform for a fresh one."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without words."),
    };

    private async Task<ChatReply> TakeAsync(ChatTurn turn, string code, CancellationToken cancellationToken)
    {
        // The code itself says whose buyer it is for; that may be another merchant than the one of this place.
        turn.Db.ActsFor = null;
        return Answer(await connect.HandleAsync(
            code, turn.Platform, turn.Person.AccountId, turn.Display, cancellationToken));
    }

    private async Task<ChatReply> GiveAsync(
        ChatTurn turn, Platform? wanted, CancellationToken cancellationToken)
    {
        if (await turn.FindBuyerAsync(cancellationToken) is not { } buyer)
        {
            return Replies.Say(
                "You have no membership here yet, so there is nothing to connect.",
                "Say /join here first, or say /connect with the code that you were given on the other platform.");
        }

        var platforms = await turn.Db.ProductTargets.Where(row => row.MerchantId == turn.MerchantId)
            .Select(row => row.Platform).Distinct().ToListAsync(cancellationToken);
        platforms.Remove(turn.Platform);
        if (platforms.Count == 0)
        {
            return Replies.Say("Everything that is sold here is on this platform. There is nothing else to connect.");
        }

        var code = await connect.IssueAsync(buyer.Id, cancellationToken);
        var names = wanted is { } one && platforms.Contains(one)
            ? Texts.PlatformName(one)
            : string.Join(" or ", platforms.Select(Texts.PlatformName));
        var buttons = links
            .Where(link => platforms.Contains(link.Platform) && (wanted is null || wanted == link.Platform))
            .Select(link => ChatButton.Open(
                $"Connect {Texts.PlatformName(link.Platform)}", link.StartUrl($"{Verbs.Connect}-{code}")));
        return Replies.Say(
            $"To connect {names}, say there: /connect {code}",
            "The code works once and for 15 minutes. Give it to nobody: it adds an account to your membership.")
            .With(buttons.ToList());
    }

    private static Platform? PlatformOf(string word)
    {
        foreach (var platform in Enum.GetValues<Platform>())
        {
            if (WordOf(platform) == word)
            {
                return platform;
            }
        }

        return null;
    }
}
