using HiltBot.Contracts.Accounts;
using HiltBot.Engine.Merchants;
using HiltBot.Engine.Merchants.Accounts;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Accounts;

/// <summary>Getting in and out (contract 11.1).</summary>
internal static class AuthRoutes
{
    private static readonly Refusal WrongPassword = new(StatusCodes.Status401Unauthorized, "Wrong e-mail or password");

    private static readonly Refusal BadSignature = new(
        StatusCodes.Status401Unauthorized,
        "This signature opens nothing here: it is not this wallet's, was used already, or its text does not count.");

    private static readonly Refusal BadToken = new(StatusCodes.Status401Unauthorized, "Invalid or expired token");

    public static void MapAuth(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapPublic("/v1/auth", "Auth");
        auth.MapPost("/register", RegisterAsync).WithName("register").Refuses(403, 409)
            .WithSummary("Opens an account and signs in.");
        auth.MapPost("/login", LoginAsync).WithName("login").Refuses(401, 403)
            .WithSummary("Signs in with e-mail and password.");
        auth.MapPost("/wallet/nonce", NonceAsync).WithName("make_wallet_nonce").IsExtension()
            .WithSummary("Makes a text for a wallet to sign.");
        auth.MapPost("/wallet", WalletAsync).WithName("sign_in_with_wallet").Refuses(401, 403, 409)
            .WithSummary("Signs in with a wallet's signature.");
        auth.MapPost("/refresh", RefreshAsync).WithName("refresh_token").Refuses(401, 403)
            .WithSummary("Changes a good token for a fresh one.");
        routes.MapSession("/v1/auth", "Auth").MapPost("/logout", LogOut).WithName("logout").LetsStrangersIn()
            .WithSummary("Says good-bye: tokens are forgotten by whoever holds them.");
    }

    /// <summary>Null when somebody was registered.</summary>
    internal static Refusal? Answer(RegistrationOutcome outcome) => outcome switch
    {
        RegistrationOutcome.Registered => null,
        RegistrationOutcome.Taken => Refusal.Conflict("This e-mail is taken."),
        RegistrationOutcome.WorkspaceHasAccount => Refusal.Conflict("The workspace of this code has an account."),
        RegistrationOutcome.CodeRefused refused => Refusal.Field("setup_code", refused.Why switch
        {
            CodeUse.Expired => "This code has run out.",
            CodeUse.UsedAlready => "This code was used already.",
            _ => "There is no such code.",
        }),
        RegistrationOutcome.Closed => new Refusal(
            StatusCodes.Status403Forbidden,
            "Registration is closed here. An owner of a workspace gets a one-time code with /setup api in the chat; " +
            "send it as setup_code."),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };

    private static async Task<Results<Created<AuthResponse>, Refusal>> RegisterAsync(
        Body<RegisterRequest> body, RegisterAccount register, SessionTokens tokens, GuessLimits guesses,
        HttpContext context, CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        if (EmailText.Normal(wanted.Email) is not { } email)
        {
            return BadEmail;
        }

        if (guesses.Count(context, Guess.Registration, email) is { } tooMany)
        {
            return tooMany;
        }

        var outcome = await register.HandleAsync(
            new NewAccount
            {
                Email = email,
                Password = wanted.Password,
                DisplayName = wanted.DisplayName,
                SetupCode = wanted.SetupCode,
            },
            cancellationToken);
        return outcome is RegistrationOutcome.Registered registered
            ? TypedResults.Created((string?)null, AccountWire.Auth(registered.Account, tokens))
            : Answer(outcome)!;
    }

    private static async Task<Results<Ok<AuthResponse>, Refusal>> LoginAsync(
        Body<LoginRequest> body, SignIn signIn, SessionTokens tokens, GuessLimits guesses, HttpContext context,
        CancellationToken cancellationToken)
    {
        if (EmailText.Normal(body.Value.Email) is not { } email)
        {
            return BadEmail;
        }

        if (guesses.Count(context, Guess.SignIn, email) is { } tooMany)
        {
            return tooMany;
        }

        return await signIn.HandleAsync(email, body.Value.Password, cancellationToken) switch
        {
            SignInOutcome.SignedIn signedIn => TypedResults.Ok(AccountWire.Auth(signedIn.Account, tokens)),
            SignInOutcome.Refused => WrongPassword,
            SignInOutcome.NotActive notActive => AccountWire.NotActive(notActive.Status),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private static Results<Ok<WalletNonceResponse>, Refusal> NonceAsync(
        Body<WalletNonceRequest> body, WalletNonces nonces)
    {
        return nonces.Make(body.Value.WalletAddress) is var (text, until)
            ? TypedResults.Ok(new WalletNonceResponse { MessageNonce = text, ExpiresAt = until })
            : BadWallet;
    }

    private static async Task<Results<Ok<AuthResponse>, Refusal>> WalletAsync(
        Body<WalletAuthRequest> body, SignInByWallet signIn, SessionTokens tokens, GuessLimits guesses,
        HttpContext context, CancellationToken cancellationToken)
    {
        var sent = body.Value;
        if (guesses.Count(context, Guess.SignIn, sent.WalletAddress) is { } tooMany)
        {
            return tooMany;
        }

        var proof = new WalletProof(sent.WalletAddress, sent.SignedMessage, sent.MessageNonce);
        return await signIn.HandleAsync(proof, sent.SetupCode, cancellationToken) switch
        {
            WalletSignInOutcome.SignedIn signedIn => TypedResults.Ok(AccountWire.Auth(signedIn.Account, tokens)),
            WalletSignInOutcome.BadAddress => BadWallet,
            WalletSignInOutcome.Refused => BadSignature,
            WalletSignInOutcome.NotActive notActive => AccountWire.NotActive(notActive.Status),
            WalletSignInOutcome.NotRegistered notRegistered => Answer(notRegistered.Why)!,
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private static async Task<Results<Ok<AuthResponse>, Refusal>> RefreshAsync(
        Body<RefreshRequest> body, FindCaller find, ReadAccount read, SessionTokens tokens, GuessLimits guesses,
        HttpContext context, CancellationToken cancellationToken)
    {
        if (guesses.Count(context, Guess.SignIn, name: null) is { } tooMany)
        {
            return tooMany;
        }

        var outcome = await tokens.ReadAsync(body.Value.Token.Trim()) is { } token
            ? await find.BySessionAsync(token.MerchantId, token.IssuedAt, cancellationToken)
            : new CallerOutcome.Unknown();
        return outcome switch
        {
            CallerOutcome.Known known when await read.HandleAsync(known.Caller.MerchantId, cancellationToken) is
            { } view => TypedResults.Ok(AccountWire.Auth(view.Account, tokens)),
            CallerOutcome.Suspended => AccountWire.NotActive(AccountStatus.Suspended),
            _ => BadToken,
        };
    }

    private static Ok<DoneResponse> LogOut() => TypedResults.Ok(new DoneResponse { Detail = "Signed out." });

    private static Refusal BadEmail => Refusal.Field("email", "This is no e-mail address.");

    private static Refusal BadWallet => Refusal.Field("wallet_address", "This is no Solana address.");
}
