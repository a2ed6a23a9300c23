using System.Globalization;
using HiltBot.Engine.Values;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HiltBot.Web.Api.Gate;

/// <summary>What somebody may be guessing at.</summary>
internal enum Guess
{
    SignIn,
    Registration,
    Identity,
}

/// <summary>
/// Stricter windows for routes at which passwords, signatures and codes could be guessed: by address, and by the name
/// that is guessed at, so that many addresses do not help.
/// </summary>
internal sealed class GuessLimits(RateLimits limits, IOptions<RateLimitOptions> options, TimeProvider time)
{
    /// <param name="name">The e-mail, wallet or account; null: only the address counts.</param>
    /// <returns>Null while another try is allowed.</returns>
    public Refusal? Count(HttpContext context, Guess guess, string? name)
    {
        var perAddress = guess == Guess.Registration ? options.Value.Registrations : options.Value.SignIns;
        var address = CallerAddress.Of(context);
        return Refused(context, limits.Count($"{guess} from {address}", perAddress)) ??
            (name is null
                ? null
                : Refused(context, limits.Count($"{guess} as {name}", options.Value.SignInsPerName)));
    }

    /// <summary>Letters leave by the operator's mail server, so a workspace sends only so many a minute.</summary>
    /// <returns>Null while another one may leave.</returns>
    public Refusal? CountLetter(HttpContext context, MerchantId merchantId) =>
        Refused(context, limits.Count($"letters of {merchantId}", options.Value.Letters));

    private Refusal? Refused(HttpContext context, RateCount count)
    {
        if (!count.IsOver)
        {
            return null;
        }

        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = count.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = "0";
        headers["X-RateLimit-Reset"] = count.ResetsAt.ToString(CultureInfo.InvariantCulture);
        headers.RetryAfter = count.SecondsUntilReset(time.GetUtcNow()).ToString(CultureInfo.InvariantCulture);
        return ApiGate.TooMany;
    }
}
