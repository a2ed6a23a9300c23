using HiltBot.Telegram.Door;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Telegram;

/// <summary>Commands as Telegram proposes them, by scope and by difference.</summary>
public sealed class DoorCommandsTests
{
    [Fact]
    public async Task Buyers_staff_groups_and_administrators_see_their_own_and_nothing_is_written_twice()
    {
        await using var scene = await TelegramScene.OpenAsync();
        var book = scene.Store.Services.GetRequiredService<CommandBook>();
        Assert.Equal(3, Assert.IsType<CommandsWritten.Done>(await book.WriteAsync(default)).Writes);
        Assert.Equal(0, Assert.IsType<CommandsWritten.Done>(await book.WriteAsync(default)).Writes);
        Assert.Equal(3, scene.Telegram.CountCalls("setMyCommands"));

        var buyers = scene.Telegram.CommandsOf("all_private_chats");
        Assert.Contains("join", buyers);
        Assert.DoesNotContain("offer_create", buyers);
        Assert.Equal(["join", "help"], scene.Telegram.CommandsOf("all_group_chats"));
        Assert.Equal(["join", "help", "setup"], scene.Telegram.CommandsOf("all_chat_administrators"));

        Assert.Equal([scene.Olga], await book.StaffAsync(default));
        await book.WriteForStaffAsync(await book.StaffAsync(default), default);
        var last = scene.Telegram.CallsOf("setMyCommands")[^1].ToString();
        Assert.Contains("offer_create", last, StringComparison.Ordinal);
        Assert.Contains(scene.Olga, last, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_name_and_description_is_within_telegrams_limits()
    {
        foreach (var command in BotCommands.ForStaff.Concat(BotCommands.ForBuyers).Concat(BotCommands.ForChatAdministrators))
        {
            Assert.Matches("^[a-z0-9_]{1,32}$", command.Command);
            Assert.InRange(command.Description.Length, 1, 256);
        }

        Assert.InRange(BotCommands.ForStaff.Count, 20, 100);
    }
}
