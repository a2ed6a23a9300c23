using System.Runtime.CompilerServices;
using System.Text.Json;
using HiltBot.Discord.Rest;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Access;

namespace HiltBot.Discord.Arm;

/// <summary>Reads all members of a server, a thousand a call.</summary>
internal sealed class DiscordSurvey(DiscordRest rest, GuildReader guilds)
{
    private const int PageMax = 1000;

    private const string IntentIsOff =
        "Discord does not show the bot who is in the server. Whoever owns the bot opens the developer portal > Bot > " +
        "Privileged Gateway Intents, switches on \"Server Members Intent\" and saves.";

    public async IAsyncEnumerable<IReadOnlyList<ShownMember>> ReadAsync(
        string guildId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!SeatTarget.IsId(guildId))
        {
            throw new SurveyBrokenException("This is no server of Discord.");
        }

        for (var after = "0"; ;)
        {
            var answer = await rest.SendAsync(Calls.Members(guildId, after, PageMax), cancellationToken);
            if (answer is not RestAnswer.Done { Body: { ValueKind: JsonValueKind.Array } body })
            {
                throw new SurveyBrokenException(await WhyAsync(answer, guildId, cancellationToken));
            }

            var page = new Dictionary<string, ShownMember>(StringComparer.Ordinal);
            foreach (var one in body.EnumerateArray())
            {
                // Somebody who cannot be read must not look like somebody who is not there.
                var member = GuildMember.Of(one, guildId) ??
                    throw new SurveyBrokenException("Discord listed a member without saying who it is.");
                page[member.UserId] = new ShownMember(
                    member.UserId, member.RoleIds.Select(role => $"{guildId}/{role}").ToHashSet(StringComparer.Ordinal));
            }

            var last = page.Keys.MaxBy(Snowflake.Age);
            if (last is not null && Snowflake.Age(last) <= Snowflake.Age(after))
            {
                throw new SurveyBrokenException("Discord gave the same members again.");
            }

            // Whoever was on an earlier page is not named again.
            var news = page.Values.Where(member => Snowflake.Age(member.AccountId) > Snowflake.Age(after)).ToList();
            if (news.Count > 0)
            {
                yield return news;
            }

            if (body.GetArrayLength() < PageMax)
            {
                yield break;
            }

            after = last!;
        }
    }

    private async Task<string> WhyAsync(RestAnswer answer, string guildId, CancellationToken cancellationToken)
    {
        if (answer is not RestAnswer.Refused { Status: 403 or 404 })
        {
            return RestWords.Why(answer);
        }

        // The same refusal comes when the bot is out of the server.
        return await guilds.IsGoneAsync(guildId, cancellationToken) switch
        {
            null when answer is RestAnswer.Refused { Status: 403 } => IntentIsOff,
            GuildReading.Gone => "The bot is not in the server any more.",
            _ => RestWords.Why(answer),
        };
    }
}
