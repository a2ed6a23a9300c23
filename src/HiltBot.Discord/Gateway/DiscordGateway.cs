using HiltBot.Discord.Rest;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiltBot.Discord.Gateway;

/// <summary>
/// The bot's connection to Discord: asks how many shards there are and runs those whose lease this node
/// holds.
/// </summary>
/// <remarks>
/// Nodes that start while Discord raises the number of shards divide the servers differently until all have
/// been started anew. Some events then arrive twice, which does no harm: each is acted on once.
/// </remarks>
internal sealed partial class DiscordGateway(
    DiscordRest rest, IOptions<DiscordOptions> options, IShardLease lease, IdentifyGate gate, GatewayNews news,
    GatewayState state, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private static readonly TimeSpan FinishTime = TimeSpan.FromSeconds(5);

    private readonly ILogger logger = loggers.CreateLogger<DiscordGateway>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value;
        if (settings.Token is not { Length: > 0 } token || settings.Receive != DiscordReceive.Gateway)
        {
            return;
        }

        var passing = news.RunAsync(stoppingToken);
        try
        {
            if (await AskPlanAsync(settings, stoppingToken) is { } plan)
            {
                gate.Learn(plan);
                await Task.WhenAll(Enumerable.Range(0, plan.Shards)
                    .Select(number => RunnerOf(number, plan, token).RunAsync(stoppingToken)));
            }

            await passing;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        await passing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var patience = new CancellationTokenSource(FinishTime, TimeProvider.System);
        await news.FinishAsync(patience.Token);
    }

    private ShardRunner RunnerOf(int number, GatewayPlan plan, string token) => new(
        number, lease,
        stop => new Shard(
            number, plan, token, gate, news, state, time, loggers.CreateLogger<Shard>()).RunAsync(stop),
        state, time, loggers.CreateLogger<ShardRunner>());

    // Null: Discord does not take the token.
    private async Task<GatewayPlan?> AskPlanAsync(DiscordOptions settings, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            var answer = await rest.SendAsync(
                new RestCall(HttpMethod.Get, "/gateway/bot", "/gateway/bot"), cancellationToken);
            switch (answer)
            {
                case RestAnswer.Done done:
                    if (failures > 1)
                    {
                        Log.PlanIsThere(logger);
                    }

                    return GatewayPlan.Read(done.Body, settings.GatewayUrl);
                case RestAnswer.Refused { Status: 401 }:
                    state.Stop(CloseMeaning.WrongToken);
                    Log.TokenRefused(logger, CloseMeaning.WrongToken);
                    return null;
            }

            if (failures == 1)
            {
                Log.NoPlan(logger, WhyOf(answer));
            }

            await Task.Delay(Backoff.After(failures), time, cancellationToken);
        }
    }

    private static string WhyOf(RestAnswer answer) => answer switch
    {
        RestAnswer.Refused refused => $"{refused.Status}, {refused.Message}",
        RestAnswer.Limited limited => $"it is to wait for {limited.After}",
        RestAnswer.Unreachable unreachable => unreachable.Why,
        _ => "no reason",
    };

    private static partial class Log
    {
        [LoggerMessage(11250, LogLevel.Warning,
            "Discord does not say where its gateway is ({Why}); it is asked again.")]
        public static partial void NoPlan(ILogger logger, string why);

        [LoggerMessage(11251, LogLevel.Information, "Discord has said where its gateway is.")]
        public static partial void PlanIsThere(ILogger logger);

        [LoggerMessage(11252, LogLevel.Error, "The bot does not connect. {Sentence}")]
        public static partial void TokenRefused(ILogger logger, string sentence);
    }
}
