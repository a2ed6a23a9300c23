using HiltBot.Engine.Storage;
using HiltBot.Engine.Values;
using HiltBot.Telegram.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Telegram.Door;

/// <summary>What came of making Telegram's lists of commands like ours.</summary>
internal abstract record CommandsWritten
{
    private CommandsWritten()
    {
    }

    /// <param name="Writes">How many lists were changed; 0: nothing differed.</param>
    public sealed record Done(int Writes) : CommandsWritten;

    public sealed record Failed(string Why) : CommandsWritten;
}

/// <summary>
/// Registers the commands of each scope by difference (core.telegram.org/bots/api#botcommandscope): buyers' in all private
/// chats, staff's in their own, and little in groups.
/// </summary>
internal sealed class CommandBook(BotApi api, IServiceScopeFactory scopes)
{
    /// <summary>Staff whose private chats get a menu of their own.</summary>
    private const int StaffMax = 50;

    public async Task<CommandsWritten> WriteAsync(CancellationToken cancellationToken)
    {
        var writes = 0;
        foreach (var (scope, commands) in new (object, IReadOnlyList<BotCommand>)[]
        {
            (new { Type = "all_private_chats" }, BotCommands.ForBuyers),
            (new { Type = "all_group_chats" }, BotCommands.ForGroups),
            (new { Type = "all_chat_administrators" }, BotCommands.ForChatAdministrators),
        })
        {
            switch (await WriteAsync(scope, commands, cancellationToken))
            {
                case CommandsWritten.Done done:
                    writes += done.Writes;
                    break;
                case var failed:
                    return failed;
            }
        }

        return new CommandsWritten.Done(writes);
    }

    /// <summary>Staff who never started the bot have no private chat, and get none.</summary>
    public async Task WriteForStaffAsync(IEnumerable<string> accounts, CancellationToken cancellationToken)
    {
        foreach (var account in accounts)
        {
            await WriteAsync(
                new { Type = "chat", ChatId = BotJson.Id(account) }, BotCommands.ForStaff, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<string>> StaffAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Work>().ReadAsync(
            db => db.Staff.Where(row => row.Platform == Platform.Telegram).Select(row => row.AccountId).Distinct()
                .OrderBy(account => account).Take(StaffMax).ToListAsync(cancellationToken),
            cancellationToken);
    }

    private async Task<CommandsWritten> WriteAsync(
        object scope, IReadOnlyList<BotCommand> commands, CancellationToken cancellationToken)
    {
        var there = await api.SendAsync(
            new BotCall("getMyCommands") { Body = new { Scope = scope }, IsSafeToRepeat = true }, cancellationToken);
        if (there is not BotAnswer.Done { Result: var list })
        {
            return new CommandsWritten.Failed(WhyOf(there));
        }

        if (BotCommands.Read(list).SequenceEqual(commands))
        {
            return new CommandsWritten.Done(0);
        }

        var answer = await api.SendAsync(
            new BotCall("setMyCommands") { Body = new { Commands = commands, Scope = scope }, IsSafeToRepeat = true },
            cancellationToken);
        return answer is BotAnswer.Done ? new CommandsWritten.Done(1) : new CommandsWritten.Failed(WhyOf(answer));
    }

    private static string WhyOf(BotAnswer answer) => answer switch
    {
        BotAnswer.Refused refused => $"{refused.Code}, {refused.Description}",
        BotAnswer.Limited limited => $"it is to wait for {limited.After}",
        BotAnswer.Unreachable unreachable => unreachable.Why,
        _ => "it answers something else than was asked",
    };
}
