namespace HiltBot.Engine.Outbox;

/// <summary>
/// What happens by itself. A commit that makes work due names its sweep, and the sweep runs at once.
/// </summary>
public enum Sweep
{
    /// <summary>Reads receiving accounts and settles what arrived (step 4).</summary>
    Settlement,

    /// <summary>Ends sessions that ran out, and looks once more by reference (step 3).</summary>
    Checkouts,

    /// <summary>Reminders, grace, expiry, allowed removals (steps 8 and 9).</summary>
    Memberships,

    /// <summary>Collects renewals that payers allowed (step 8).</summary>
    Renewals,

    /// <summary>Makes platforms agree about seats (step 6).</summary>
    Access,

    /// <summary>Sends what people are owed to hear (step 7).</summary>
    Notices,

    /// <summary>Renders news for the merchant's software (step 7).</summary>
    Webhooks,

    /// <summary>Asks merchants again about closings that the brake holds.</summary>
    Brakes,

    /// <summary>Looks at the bot's rights in communities, and at who is in them (step 6).</summary>
    Communities,

    /// <summary>Sends rendered news to the merchant's software (step 7).</summary>
    Deliveries,
}
