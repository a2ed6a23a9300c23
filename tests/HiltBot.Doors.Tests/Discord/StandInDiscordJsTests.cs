using System.Diagnostics;
using System.Text.Json;
using HiltBot.TestKit.Discord;

namespace HiltBot.Doors.Tests.Discord;

/// <summary>A library that others wrote against the real Discord works against the stand-in: that keeps it honest.</summary>
public sealed class StandInDiscordJsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Discord_js_logs_in_registers_a_command_answers_and_changes_a_role()
    {
        await using var discord = await StandInDiscord.StartAsync();
        var guild = discord.AddGuild("Club");
        var gold = discord.AddRole(guild, "Gold");
        var general = discord.AddChannel(guild, "general");
        var ana = discord.AddMember(guild, "ana");
        var bob = discord.AddMember(guild, "bob");
        using var bot = new OutsideBot(output, discord.RestUrl[..^"/v10".Length], discord.Token, guild, gold);
        try
        {
            var ready = await bot.ReadAsync("ready");
            Assert.Equal(("Club", 4, 3, "gold"), (ready.GetProperty("guild").GetString(), ready.GetProperty("members").GetInt32(),
                ready.GetProperty("roles").GetInt32(), ready.GetProperty("command").GetString()));
            Assert.Equal(["gold"], discord.Commands);

            var said = await discord.SayAsync(ana, guild, general, "gold", ("who", bob));
            var answer = await said.EditedAsync();
            Assert.Equal(("bob has Gold", true), (answer.Content, answer.IsEphemeral));
            Assert.Equal("Told.", (await said.FollowupsAsync()).Single().Content);
            Assert.Equal([gold], discord.RolesOf(guild, bob));

            discord.Gateway.Drop();
            discord.AddMember(guild, "cleo");
            Assert.Equal("cleo", (await bot.ReadAsync("joined")).GetProperty("user").GetString());
            await bot.ReadAsync("resumed");
            Assert.Equal((1, 1), (discord.Gateway.Identifies, discord.Gateway.Resumes));

            var pressed = await discord.PressAsync(ana, answer, "Take it back");
            Assert.Equal("Gone.", (await pressed.AnswerAsync()).Content);
            await bot.ReadAsync("done");
            Assert.Empty(discord.RolesOf(guild, bob));
            Assert.Equal(["asked for", "taken back"], discord.AuditLog.Select(entry => entry.Reason));
            Assert.Equal("You lost a role.", Assert.Single(discord.DirectMessagesTo(bob)).Content);
            Assert.Equal((0, string.Empty), await bot.EndAsync());
        }
        finally
        {
            output.WriteLine(string.Join('\n', discord.Calls));
        }
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var outside = Path.Combine(folder.FullName, "tests", "outside-discord");
            if (Directory.Exists(outside))
            {
                if (!Directory.Exists(Path.Combine(outside, "node_modules", "discord.js")))
                {
                    Assert.Skip("No packages in tests/outside-discord: tests/run.sh --install brings them.");
                }

                return outside;
            }
        }

        throw new InvalidOperationException("tests/outside-discord is gone.");
    }

    /// <summary>The bot as a process; it prints a line of JSON for each step and ends when its input does.</summary>
    private sealed class OutsideBot : IDisposable
    {
        private readonly Process process;
        private readonly Task<string> complained;
        private readonly ITestOutputHelper output;

        public OutsideBot(ITestOutputHelper output, params string[] words)
        {
            this.output = output;
            var start = new ProcessStartInfo("node")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var word in words.Prepend(Path.Combine(FindFolder(), "bot.mjs")))
            {
                start.ArgumentList.Add(word);
            }

            process = Process.Start(start)!;
            complained = process.StandardError.ReadToEndAsync();
        }

        public async Task<JsonElement> ReadAsync(string step)
        {
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
            {
                output.WriteLine(line);
                var seen = JsonDocument.Parse(line).RootElement;
                if (seen.GetProperty("step").GetString() == step)
                {
                    return seen;
                }
            }

            throw new InvalidOperationException($"It ended before it was {step}:\n{await complained}");
        }

        public async Task<(int ExitCode, string Complained)> EndAsync()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            return (process.ExitCode, await complained);
        }

        public void Dispose()
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }
    }
}
