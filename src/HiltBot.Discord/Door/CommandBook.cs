using System.Text.Json;
using HiltBot.Discord.Gateway;
using HiltBot.Discord.Rest;
using HiltBot.Discord.Wire;
using HiltBot.Engine.Chat;
using Microsoft.Extensions.Options;

namespace HiltBot.Discord.Door;

/// <summary>What came of making Discord's list of commands like ours.</summary>
internal abstract record CommandsWritten
{
    private CommandsWritten()
    {
    }

    /// <param name="Writes">How many commands were added, changed or removed; 0: nothing differed.</param>
    public sealed record Done(int Writes) : CommandsWritten;

    public sealed record Failed(string Why) : CommandsWritten;
}

/// <summary>
/// Registers the engine's commands by difference: what is there and the same is not touched. Commands of
/// other types than slash commands are not ours.
/// </summary>
internal sealed class CommandBook(DiscordRest rest, IOptions<DiscordOptions> options, GatewayState state)
{
    public async Task<CommandsWritten> WriteAsync(CancellationToken cancellationToken)
    {
        if (await FindApplicationAsync(cancellationToken) is not { } application)
        {
            return new CommandsWritten.Failed("Discord does not say which application the token belongs to");
        }

        var route = $"/applications/{application}/commands";
        var listed = await rest.SendAsync(new RestCall(HttpMethod.Get, route, route), cancellationToken);
        if (listed is not RestAnswer.Done { Body.ValueKind: JsonValueKind.Array } list)
        {
            return new CommandsWritten.Failed(WhyOf(listed));
        }

        var there = list.Body.EnumerateArray().Select(json => (Id: json.Id("id"), Command: ApplicationCommand.Read(json)))
            .Where(one => one.Id is not null && one.Command.Type == ApplicationCommand.ChatInputType).ToList();
        var writes = 0;
        foreach (var call in Differences(route, ApplicationCommand.From(CommandList.All), there!))
        {
            var answer = await rest.SendAsync(call, cancellationToken);
            if (answer is not (RestAnswer.Done or RestAnswer.Refused { Status: 404 }))
            {
                return new CommandsWritten.Failed(WhyOf(answer));
            }

            writes++;
        }

        return new CommandsWritten.Done(writes);
    }

    private static IEnumerable<RestCall> Differences(
        string route, IReadOnlyList<ApplicationCommand> ours, List<(string Id, ApplicationCommand Command)> there)
    {
        // Old ones go first: an application has room for a hundred.
        foreach (var (id, _) in there.Where(one => !ours.Any(command => command.Name == one.Command.Name)))
        {
            yield return new RestCall(HttpMethod.Delete, $"{route}/{{command}}", $"{route}/{id}");
        }

        foreach (var command in ours)
        {
            var known = there.Find(one => one.Command.Name == command.Name);
            if (known.Id is null)
            {
                // Discord takes a name that is there already as a change of it.
                yield return new RestCall(HttpMethod.Post, route, route) { Body = command, IsSafeToRepeat = true };
            }
            else if (!command.IsSameAs(known.Command))
            {
                yield return new RestCall(HttpMethod.Patch, $"{route}/{{command}}", $"{route}/{known.Id}")
                {
                    Body = Change(command),
                    IsSafeToRepeat = true,
                };
            }
        }
    }

    // A null that is left out would leave a right in place that is to go.
    private static Dictionary<string, object?> Change(ApplicationCommand command) => new()
    {
        ["name"] = command.Name,
        ["description"] = command.Description,
        ["options"] = command.Options,
        ["default_member_permissions"] = command.DefaultMemberPermissions,
        ["contexts"] = command.Contexts,
    };

    private async Task<string?> FindApplicationAsync(CancellationToken cancellationToken)
    {
        if ((options.Value.ApplicationId ?? state.ApplicationId) is { Length: > 0 } known)
        {
            return known;
        }

        var answer = await rest.SendAsync(
            new RestCall(HttpMethod.Get, "/applications/@me", "/applications/@me"), cancellationToken);
        return answer is RestAnswer.Done done ? done.Body.Id("id") : null;
    }

    private static string WhyOf(RestAnswer answer) => answer switch
    {
        RestAnswer.Refused refused => $"{refused.Status}, {refused.Code}: {refused.Message}",
        RestAnswer.Limited limited => $"it is to wait for {limited.After}",
        RestAnswer.Unreachable unreachable => unreachable.Why,
        _ => "the list of commands is none",
    };
}
