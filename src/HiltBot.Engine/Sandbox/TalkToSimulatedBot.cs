using HiltBot.Engine.Chat;
using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using Microsoft.EntityFrameworkCore;

namespace HiltBot.Engine.Sandbox;

/// <summary>
/// The simulated places' door: hands what somebody said to the one conversation, and shows the answer where
/// it was asked, to everybody or to the asker alone.
/// </summary>
public sealed class TalkToSimulatedBot(Work work, Conversation conversation, BusinessTime time, SimSignal signal)
{
    public async Task<SimTalk> HandleAsync(SimSaying saying, CancellationToken cancellationToken)
    {
        var layout = SimWorld.Find(saying.Platform)!;
        var accountId = saying.Persona.AccountOn(saying.Platform);
        var refusal = await work.ReadAsync(
            db => RefuseAsync(db, saying, layout, accountId, cancellationToken), cancellationToken);
        if (refusal is not null)
        {
            return new SimTalk.Refused(refusal);
        }

        var person = new ChatPerson(accountId, saying.Persona.Display, saying.Persona.MayManage);
        var place = saying.ChannelId is null ? null : layout.ExternalId;
        var reply = await conversation.HandleAsync(
            new ChatRequest(saying.Platform, saying.UpdateId, place, person, saying.Input), cancellationToken);

        // A form opens in front of the person; there is nothing to leave in the channel.
        if (reply.Form is null)
        {
            await work.RunAsync(db => Show(db, saying, accountId, reply), cancellationToken);
        }

        signal.Raise();
        return new SimTalk.Answered(reply);
    }

    private static async Task<string?> RefuseAsync(
        HiltDb db, SimSaying saying, SimLayout layout, string accountId, CancellationToken cancellationToken)
    {
        var place = await db.SimPlaces.SingleOrDefaultAsync(row => row.Platform == saying.Platform, cancellationToken);
        if (saying.ChannelId is null)
        {
            return null;
        }

        if (place is not { BotIsInside: true })
        {
            return $"The bot is not in {layout.Title}. Somebody who manages the place can invite it.";
        }

        return layout.FindChannel(saying.ChannelId) is { } channel &&
            await SimReading.MayReadAsync(db, saying.Platform, channel, accountId, cancellationToken)
            ? null
            : "You cannot write there.";
    }

    private Task Show(HiltDb db, SimSaying saying, string accountId, ChatReply reply)
    {
        if (saying.Echo is { } echo)
        {
            db.SimMessages.Add(Line(saying, accountId, echo, accountId, isPrivate: reply.IsOnlyForAsker));
        }

        db.SimMessages.Add(
            Line(saying, SimWorld.BotAccountId, Facts.Write(reply), accountId, isPrivate: reply.IsOnlyForAsker));
        return Task.CompletedTask;
    }

    private SimMessage Line(SimSaying saying, string author, string body, string accountId, bool isPrivate) => new()
    {
        Platform = saying.Platform,
        ChannelId = saying.ChannelId,
        OnlyForAccountId = isPrivate || saying.ChannelId is null ? accountId : null,
        Author = author,
        BodyJson = body,
        At = time.Now(),
    };
}

/// <param name="ChannelId">Null in the private conversation with the bot.</param>
/// <param name="Echo">The line as the person typed it, shown above the answer; null for buttons and
/// forms.</param>
public sealed record SimSaying(
    SimPersona Persona, Platform Platform, string? ChannelId, string UpdateId, ChatInput Input, string? Echo);

public abstract record SimTalk
{
    private SimTalk()
    {
    }

    public sealed record Answered(ChatReply Reply) : SimTalk;

    /// <summary>The bot never heard it, and why.</summary>
    public sealed record Refused(string Why) : SimTalk;
}
