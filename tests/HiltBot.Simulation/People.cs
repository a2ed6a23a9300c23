using HiltBot.Engine.Payments;
using HiltBot.Engine.Products;
using HiltBot.TestKit;

namespace HiltBot.Simulation;

/// <summary>Somebody who buys: an account on the platform and a wallet.</summary>
internal sealed class Person(string name, string accountId)
{
    public string Name => name;

    public string AccountId => accountId;

    public string Wallet { get; } = FakeChain.Wallet(name);

    public bool IsInside { get; set; } = true;

    public bool BlocksMessages { get; set; }

    /// <summary>A coming or going that the bot has not been told of yet.</summary>
    public bool HasUntoldMove { get; set; }
}

/// <summary>What is sold, as it was made; edits change the rows and not this.</summary>
internal sealed record Offer(Product Product, string Title);

/// <summary>What the world knows of a session: what the buyer saw, and what was really paid.</summary>
internal sealed class Session(Payment payment, Person person, Offer offer)
{
    /// <summary>As the page showed it; never read again.</summary>
    public Payment Payment => payment;

    public Person Person => person;

    public Offer Offer => offer;

    public List<(string Signature, long Amount)> Paid { get; } = [];

    /// <summary>Some transaction carries its marks together with another's: who gets it is the product's choice.</summary>
    public bool IsMixedUp { get; set; }

    public DateTimeOffset LastInTimeAt => payment.ExpiresAt + TimeSpan.FromMinutes(2);
}
