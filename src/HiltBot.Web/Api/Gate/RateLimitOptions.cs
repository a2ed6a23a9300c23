using HiltBot.Engine.Merchants.Accounts;

namespace HiltBot.Web.Api.Gate;

/// <summary>Configuration section <c>HiltBot:RateLimits</c>: requests a minute (contract 2.5).</summary>
public sealed class RateLimitOptions
{
    public const string Section = "HiltBot:RateLimits";

    /// <summary>Without a credential, for each address.</summary>
    public int Public { get; set; } = 120;

    public int Free { get; set; } = 60;

    public int Starter { get; set; } = 120;

    public int Growth { get; set; } = 300;

    public int Scale { get; set; } = 900;

    public int Enterprise { get; set; } = 1_000_000;

    /// <summary>Tries to sign in, for each address.</summary>
    public int SignIns { get; set; } = 30;

    /// <summary>Tries to sign in or register with one e-mail or wallet, from whatever address.</summary>
    public int SignInsPerName { get; set; } = 10;

    /// <summary>Tries to register, for each address.</summary>
    public int Registrations { get; set; } = 10;

    /// <summary>Letters to customers, for each workspace: the operator's mail server is not for mass mail.</summary>
    public int Letters { get; set; } = 20;

    public int Of(Tier tier) => tier switch
    {
        Tier.Free => Free,
        Tier.Starter => Starter,
        Tier.Growth => Growth,
        Tier.Scale => Scale,
        Tier.Enterprise => Enterprise,
        _ => throw new ArgumentOutOfRangeException(nameof(tier)),
    };
}
