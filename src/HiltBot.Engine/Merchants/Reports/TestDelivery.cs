using HiltBot.Engine.Values;

namespace HiltBot.Engine.Merchants.Reports;

public sealed record DeliveryCheck(string Name, bool IsGood, string Detail);

/// <summary>What a look at one way of delivery found; it is good when everything is.</summary>
public sealed record DeliveryFinding(string Provider, IReadOnlyList<DeliveryCheck> Checks, DateTimeOffset At)
{
    public bool IsGood => Checks.All(check => check.IsGood);
}

/// <summary>Looks at one way of delivery without touching anybody's access.</summary>
public sealed class TestDelivery(ReadDelivery read, TimeProvider time)
{
    public const string Email = "email";

    /// <summary>The providers that can be asked for.</summary>
    public static IReadOnlyList<string> Providers { get; } = [.. ReadDelivery.Names.Keys, Email];

    /// <param name="provider">One of <see cref="Providers"/>.</param>
    public async Task<DeliveryFinding> HandleAsync(
        MerchantId merchantId, string provider, CancellationToken cancellationToken)
    {
        var now = time.Now();
        if (provider == Email)
        {
            return new DeliveryFinding(
                provider, [new("transport", false, "This server sends no mail; the chat is where people are told.")], now);
        }

        var state = await read.HandleAsync(merchantId, cancellationToken);
        if (state.Platforms.FirstOrDefault(one => one.Name == provider) is not { } platform)
        {
            return new DeliveryFinding(provider, [new("bot", false, $"This server has no {provider}.")], now);
        }

        return new DeliveryFinding(
            provider,
            [
                new("bot", platform.IsAvailable, platform.IsAvailable
                    ? $"This server speaks to {provider}."
                    : $"This server has no {provider} bot: its configuration says none."),
                new("communities", platform.Communities > 0, platform.Communities > 0
                    ? $"{platform.Communities} connected."
                    : "None is connected: invite the bot and say /setup there."),
                new("rights", platform.Problems.Count == 0, platform.Problems.Count == 0
                    ? "Nothing is missing."
                    : string.Join(' ', platform.Problems)),
            ],
            now);
    }
}
