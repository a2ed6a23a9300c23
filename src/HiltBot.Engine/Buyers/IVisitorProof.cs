using HiltBot.Engine.Values;

namespace HiltBot.Engine.Buyers;

/// <summary>
/// A platform that says who stands in front of the browser, by the authorization-code flow (RFC 6749, with the proof key
/// of RFC 7636).
/// </summary>
public interface IVisitorProof
{
    Platform Platform { get; }

    /// <summary>Whether it is configured.</summary>
    bool IsOffered { get; }

    /// <summary>Where the browser is sent; it returns with a code and this state.</summary>
    string AuthorizeUrl(string state, string challenge);

    /// <summary>Who gave the code. Whatever else the platform hands out for it is dropped at once.</summary>
    Task<VisitorAnswer> AskAsync(string code, string verifier, CancellationToken cancellationToken);
}

public abstract record VisitorAnswer
{
    private VisitorAnswer()
    {
    }

    public sealed record Person(string AccountId, string Display) : VisitorAnswer;

    /// <summary>The code is not one, was used, or belongs to another request.</summary>
    public sealed record Refused : VisitorAnswer;

    /// <summary>The platform does not answer as it should; trying again may help.</summary>
    public sealed record Unreachable(string Why) : VisitorAnswer;
}
