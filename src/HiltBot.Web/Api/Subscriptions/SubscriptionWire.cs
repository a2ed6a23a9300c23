using System.Text.Json;
using HiltBot.Contracts.Subscriptions;
using HiltBot.Engine.Renewals;
using HiltBot.Engine.Values;

namespace HiltBot.Web.Api.Subscriptions;

/// <summary>Automatic renewals as the contract spells them, nested and flat (10.3).</summary>
internal static class SubscriptionWire
{
    private const string CloseNote =
        "Cancelling ends this subscription only. Closing the authority ends every subscription of this token.";

    public static AutomaticRenewSetupResponse SetUp(RenewalTermsOutcome.Offered offered)
    {
        var (payment, mandate, offer) = offered;
        return new AutomaticRenewSetupResponse
        {
            SetupKey = mandate.SetupKey,
            MandateMessage = mandate.Message,
            Instructions = Instructions(offer?.Instructions ?? []),
            RenewalTerms = new RenewalTermsPayload
            {
                AmountMinorUnits = mandate.AmountMinorUnits,
                TokenMint = payment.TokenMint,
                AssetSymbol = payment.AssetSymbol,
                BillingIntervalDays = mandate.BillingIntervalDays,
                PeriodHours = mandate.PeriodHours,
                MerchantWallet = payment.MerchantWallet,
                PayerWallet = payment.PayerWallet,
                FirstCollectionAt = mandate.FirstCollectionAt,
                GracePeriodDays = payment.GracePeriodDays,
            },
            NativeSubscription = offer is not { Accounts: { } accounts }
                ? null
                : new NativeSubscriptionAccountsPayload
                {
                    ProgramId = accounts.ProgramId,
                    TokenMint = payment.TokenMint,
                    PayerTokenAccount = accounts.PayerTokenAccount,
                    SubscriptionAuthorityPda = accounts.AuthorityPda,
                    SubscriptionPda = accounts.SubscriptionPda,
                    PlanPda = accounts.PlanPda,
                    PlanId = accounts.PlanId,
                    AmountMinorUnits = mandate.AmountMinorUnits,
                    PeriodHours = mandate.PeriodHours,
                    Destination = accounts.Destination,
                },
        };
    }

    public static NativeSubscriptionResponse Subscription(AuthorizationView view)
    {
        var (authorization, product, membership) = view;
        return new NativeSubscriptionResponse
        {
            Authorization = Authorization(authorization),
            Product = new SubscribedProductPayload(product.Id.Value, product.Slug, product.Title),
            Membership = new SubscribedMembershipPayload
            {
                Id = membership?.Id.Value,
                Status = membership is null ? null : EnumText.Of(membership.Status),
                CurrentPeriodStartAt = membership?.CurrentPeriodStartAt,
                CurrentPeriodEndAt = membership?.CurrentPeriodEndAt,
                Platform = membership is null ? null : WirePlatform.Of(membership.Platform),
                PlatformDisplay = membership?.IdentityDisplay ?? membership?.IdentityValue,
            },
            CancelRequirement = Requirement(authorization),
            Id = authorization.Id,
            Status = EnumText.Of(authorization.Status),
            ProductId = product.Id.Value,
            MembershipId = authorization.MembershipId?.Value,
            PayerWallet = authorization.PayerWallet,
            AmountMinorUnits = authorization.AmountMinorUnits,
            BillingIntervalDays = authorization.PeriodHours / Mandate.HoursPerDay,
            CurrentPeriodStartAt = membership?.CurrentPeriodStartAt,
            CurrentPeriodEndAt = membership?.CurrentPeriodEndAt,
            CancelAtPeriodEnd = authorization.CancelsAtPeriodEnd,
            CancelledAt = authorization.CancelledAt,
            LatestPaymentId = authorization.LatestPaymentId?.Value,
            LatestReceiptId = authorization.LatestReceiptId?.Value,
        };
    }

    public static NativeSubscriptionCancelResponse Cancelled(AuthorizationView view, CancelStep.Taken taken)
    {
        var authorization = taken.Authorization;
        return new NativeSubscriptionCancelResponse
        {
            Status = EnumText.Of(authorization.Status),
            Authorization = Authorization(authorization),
            CancelPolicy = new CancelPolicyPayload(
                authorization.CancelsAtPeriodEnd, taken.AccessUntil,
                authorization.Status == AuthorizationStatus.Revoked),
            CancelRequirement = Requirement(authorization),
            CancelVerification = taken.CheckedAt is { } at && authorization.CancellationSignature is { } signature
                ? new CancelVerificationPayload(signature, true, at)
                : null,
            AuthorizationId = authorization.Id,
            CancelAtPeriodEnd = authorization.CancelsAtPeriodEnd,
            Reason = authorization.CancelReason,
            Instructions = Instructions(taken.Instructions),
            Message = authorization.IsOver
                ? "Nothing more is collected."
                : "Nothing is final until the payer's wallet has signed and the signature is confirmed here.",
            CancelledAt = authorization.CancelledAt,
            CurrentPeriodEndAt = view.Membership?.CurrentPeriodEndAt,
        };
    }

    private static AuthorizationPayload Authorization(Authorization authorization) => new()
    {
        Id = authorization.Id,
        OwnerId = authorization.MerchantId.Value,
        ProductId = authorization.ProductId.Value,
        MembershipId = authorization.MembershipId?.Value,
        InitialPaymentId = authorization.InitialPaymentId?.Value,
        NativePlanId = authorization.Accounts.PlanId,
        LatestCollectionAttemptId = authorization.LatestCollectionAttemptId,
        PayerWallet = authorization.PayerWallet,
        PayerTokenAccount = authorization.Accounts.PayerTokenAccount,
        SubscriptionAuthorityPda = authorization.Accounts.AuthorityPda,
        SubscriptionPda = authorization.Accounts.SubscriptionPda,
        PlanPda = authorization.Accounts.PlanPda,
        TokenMint = authorization.TokenMint,
        AmountMinorUnits = authorization.AmountMinorUnits,
        PeriodHours = authorization.PeriodHours,
        NextCollectionDueAt = authorization.NextCollectionDueAt,
        LastCollectionAt = authorization.LastCollectionAt,
        Status = EnumText.Of(authorization.Status),
        SetupSignature = authorization.SetupSignature,
        CancellationSignature = authorization.CancellationSignature,
        SettingsJson = JsonDocument.Parse("{}").RootElement,
        CreatedAt = authorization.CreatedAt,
        UpdatedAt = authorization.UpdatedAt,
    };

    // What has ended asks nothing of the wallet any more.
    private static CancelRequirementPayload? Requirement(Authorization authorization) => authorization.IsOver
        ? null
        : new CancelRequirementPayload
        {
            PaymentProtocol = "solana_native_subscription",
            Action = "cancel_subscription",
            ProgramId = authorization.Accounts.ProgramId,
            TokenMint = authorization.TokenMint,
            PayerWallet = authorization.PayerWallet,
            SubscriptionAuthorityPda = authorization.Accounts.AuthorityPda,
            SubscriptionPda = authorization.Accounts.SubscriptionPda,
            PlanPda = authorization.Accounts.PlanPda,
            UserSignedAction = "The payer's wallet signs the cancel instruction of the program.",
            CloseAuthorityNote = CloseNote,
            RequiredConfirmationFields = ["cancel_tx_signature"],
        };

    private static List<WalletInstructionPayload> Instructions(IReadOnlyList<WalletInstruction> instructions) =>
    [
        .. instructions.Select(one => new WalletInstructionPayload(
            one.ProgramId,
            [.. one.Accounts.Select(account =>
                new WalletAccountPayload(account.Address, account.IsSigner, account.IsWritable))],
            one.DataBase64)),
    ];
}
