using System.Text.Json;
using HiltBot.Discord.Door;
using HiltBot.Discord.Gateway;
using HiltBot.Discord.Rest;
using HiltBot.Engine.Chat;
using HiltBot.TestKit.Discord;
using Microsoft.Extensions.DependencyInjection;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>Discord's list of commands is made like ours by the fewest writes.</summary>
public sealed class DoorCommandsTests
{
    [Fact]
    public async Task A_second_start_writes_nothing()
    {
        await using var scene = await DoorScene.OpenAsync(isBound: false);
        var writes = Writes(scene).Count;
        Assert.Equal(ApplicationCommand.From(CommandList.All).Count, writes);
        Assert.Equal(new CommandsWritten.Done(0), await WriteAsync(scene));
        Assert.Equal(writes, Writes(scene).Count);
    }

    [Fact]
    public async Task Only_what_differs_is_written()
    {
        await using var scene = await DoorScene.OpenAsync(isBound: false);
        var (rest, route) = (scene.Store.Services.GetRequiredService<DiscordRest>(),
            $"/applications/{scene.Discord.ApplicationId}/commands");
        var known = scene.Discord.CommandsIn(null);
        await rest.SendAsync(
            new RestCall(HttpMethod.Post, route, route) { Body = new { name = "old", description = "Of last year" } }, default);
        await rest.SendAsync(
            new RestCall(HttpMethod.Post, route, route) { Body = new { name = "join", description = "Changed by hand" } }, default);
        var renew = (string)known.Single(command => (string)command["name"]! == "renew")["id"]!;
        await rest.SendAsync(new RestCall(HttpMethod.Delete, $"{route}/{{command}}", $"{route}/{renew}"), default);
        var before = Writes(scene).Count;

        Assert.Equal(new CommandsWritten.Done(3), await WriteAsync(scene));
        Assert.Equal(["DELETE", "PATCH", "POST"], Writes(scene).Skip(before).Select(call => call.Method).Order());
        Assert.Equal(new CommandsWritten.Done(0), await WriteAsync(scene));
        Assert.DoesNotContain("old", scene.Discord.Commands);
        Assert.Contains("renew", scene.Discord.Commands);
    }

    [Fact]
    public void Every_command_of_the_engine_can_be_said_in_discord_and_is_heard_as_itself()
    {
        var names = CommandList.All.Select(spec => spec.Name).ToList();
        foreach (var spec in CommandList.All)
        {
            var (name, part) = CommandNames.ToDiscord(spec.Name, names);
            Assert.Equal(spec.Name, CommandNames.FromDiscord(part is null ? name : $"{name} {part}"));
        }

        var setup = Assert.Single(ApplicationCommand.From(CommandList.All), command => command.Name == "setup");
        Assert.Contains(setup.Options, option => option.Name == "check");
        Assert.All(ApplicationCommand.From(CommandList.All), command =>
            Assert.Equal(
                CommandList.All.Where(spec => spec.Name.Split(' ')[0] == command.Name)
                    .All(spec => spec.Audience == CommandAudience.Staff) ? "32" : null,
                command.DefaultMemberPermissions));
    }

    [Fact]
    public void What_discord_adds_by_itself_is_no_difference()
    {
        foreach (var command in ApplicationCommand.From(CommandList.All))
        {
            var json = JsonSerializer.SerializeToNode(command, DiscordJson.Options)!.AsObject();
            json["id"] = "1";
            json["version"] = "2";
            json["dm_permission"] = true;
            json["nsfw"] = false;
            json["name_localizations"] = null;
            json["integration_types"] = new System.Text.Json.Nodes.JsonArray(0);
            json["default_member_permissions"] ??= null;
            foreach (var option in json["options"]?.AsArray() ?? [])
            {
                option!["required"] ??= false;
                option["autocomplete"] ??= false;
                option["description_localizations"] = null;
            }

            Assert.True(command.IsSameAs(ApplicationCommand.Read(JsonSerializer.SerializeToElement(json))), command.Name);
        }
    }

    [Fact]
    public async Task Registering_waits_for_its_turn_and_is_tried_again_until_it_succeeds()
    {
        await using var scene = await DoorScene.OpenAsync(isBound: false);
        var (log, maySend) = (new LogBook(), false);
        using var registering = new RegisterCommands(
            scene.Store.Services.GetRequiredService<CommandBook>(), () => Volatile.Read(ref maySend),
            new GatewayState(), scene.Time, log.For<RegisterCommands>());
        var lists = scene.Discord.CountCalls(DiscordRoutes.ListCommands);
        await registering.StartAsync(default);
        await Pump.MoveAsync(scene.Time, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        Assert.Equal(lists, scene.Discord.CountCalls(DiscordRoutes.ListCommands));

        scene.Discord.Faults.Next(DiscordRoutes.ListCommands, new DiscordFault.Refuse(403, 50_001), 3);
        Volatile.Write(ref maySend, true);
        await scene.UntilAsync(() => log.Lines.Any(line => line.Id == 11331), "they are registered", TimeSpan.FromSeconds(1));
        Assert.Single(log.Lines, line => line.Id == 11330);
        Assert.Equal(lists + 4, scene.Discord.CountCalls(DiscordRoutes.ListCommands));
        await registering.StopAsync(default);
    }

    private static Task<CommandsWritten> WriteAsync(DoorScene scene) =>
        scene.Store.Services.GetRequiredService<CommandBook>().WriteAsync(default);

    private static List<DiscordCall> Writes(DoorScene scene) => scene.Discord.Calls
        .Where(call => call.Path.Contains("/commands", StringComparison.Ordinal) && call.Method != "GET").ToList();
}
