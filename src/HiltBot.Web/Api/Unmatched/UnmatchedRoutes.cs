using HiltBot.Contracts.Money;
using HiltBot.Engine.Memberships;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Values;
using HiltBot.Web.Api.Gate;
using HiltBot.Web.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HiltBot.Web.Api.Unmatched;

/// <summary>Money that counts for nothing yet, and money that went back: extensions of ours.</summary>
internal static class UnmatchedRoutes
{
    private const string NoTransfer = "Transfer not found.";
    private const int Limit = 50;

    public static void MapMoney(this IEndpointRouteBuilder routes)
    {
        var money = routes.MapMerchant("/v1/money", "Money");
        money.MapGet("/unmatched", ListAsync).WithName("list_unmatched_money").IsExtension()
            .WithSummary("Money that arrived and counts for no payment, newest first.");
        money.MapPost("/unmatched/{transfer_id}/settle", SettleAsync).WithName("settle_unmatched_money")
            .Refuses(404, 409).IsExtension()
            .WithSummary("Says what such money counts for: a member, a product and a person, or nothing.");
        routes.MapMerchant("/v1/payments", "Money").MapPost("/{payment_id}/refund", NoteRefundAsync)
            .WithName("note_refund").Refuses(404, 409).IsExtension()
            .WithSummary("Writes down that the merchant sent money back; this server never moves any.");
    }

    private static async Task<Results<Ok<UnmatchedListResponse>, Refusal>> ListAsync(
        CalledBy caller, Query<UnmatchedQuery> query, ListUnmatched list, CancellationToken cancellationToken)
    {
        TransferId? before = null;
        if (query.Value.Before is { } text)
        {
            if (!Id.TryParse<TransferId>(text, out var id))
            {
                return Refusal.Invalid(new FieldProblem(
                    ["query", "before"], "Input should be a valid UUID", "uuid_parsing", null));
            }

            before = id;
        }

        return TypedResults.Ok(UnmatchedWire.Page(await list.HandleAsync(
            caller.MerchantId, before, query.Value.Limit ?? Limit, cancellationToken)));
    }

    private static async Task<Results<Ok<SettleUnmatchedResponse>, Refusal>> SettleAsync(
        [FromRoute(Name = "transfer_id")] string transferId, CalledBy caller, Body<SettleUnmatchedRequest> body,
        SettleUnmatched settle, ReadMembership read, CancellationToken cancellationToken)
    {
        if (!Id.TryParse<TransferId>(transferId, out var id))
        {
            return Refusal.NotFound(NoTransfer);
        }

        var (choice, refusal) = await ChoiceAsync(body.Value, caller, read, cancellationToken);
        return choice is null
            ? refusal!
            : Answer(id, await settle.HandleAsync(
                caller.MerchantId, id, choice, caller.Actor, cancellationToken));
    }

    private static async Task<(SettleChoice? Choice, Refusal? Refusal)> ChoiceAsync(
        SettleUnmatchedRequest wanted, CalledBy caller, ReadMembership read, CancellationToken cancellationToken)
    {
        var namesPerson = wanted.CustomerIdentityType is not null || wanted.CustomerIdentityValue is not null;
        if (wanted.AsOther == true)
        {
            return wanted.MembershipId is null && wanted.ProductId is null && !namesPerson
                ? (new SettleChoice.AsOther(), null)
                : (null, Refusal.Field("as_other", "What counts for nothing names neither member nor product."));
        }

        if (wanted.MembershipId is { } membershipId)
        {
            if (wanted.ProductId is not null || namesPerson)
            {
                return (null, Refusal.Field("membership_id", "A membership says product and person already."));
            }

            return await read.HandleAsync(
                caller.MerchantId, Id.TryParse<MembershipId>(membershipId, out var id) ? id : default,
                cancellationToken) is { } detail
                ? (new SettleChoice.ForMember(detail.View.Membership.ProductId, detail.View.Membership.BuyerId), null)
                : (null, Refusal.Field("membership_id", "This membership is not known here."));
        }

        if (wanted.ProductId is null && !namesPerson)
        {
            return (new SettleChoice.ForItsSession(), null);
        }

        if (!Id.TryParse<ProductId>(wanted.ProductId, out var productId))
        {
            return (null, Refusal.Field("product_id", "This product is not known here."));
        }

        if (wanted is not { CustomerIdentityType: { } type, CustomerIdentityValue: { } value })
        {
            return (null, Refusal.Field(
                "customer_identity_value", "Say for whom it counts: customer_identity_type and customer_identity_value."));
        }

        var identityType = EnumText.Parse<IdentityType>(type.Trim().ToUpperInvariant());
        var person = value.Trim();
        return IsGood(identityType, person)
            ? (new SettleChoice.ForIdentity(
                productId, identityType, person, wanted.CustomerIdentityDisplay?.Trim()), null)
            : (null, Refusal.Field("customer_identity_value", "This names nobody of that kind."));
    }

    private static bool IsGood(IdentityType type, string value) => type switch
    {
        IdentityType.DiscordUserId or IdentityType.TelegramUserId =>
            value.Length is > 0 and <= 20 && value.All(char.IsAsciiDigit),
        _ => value.Length > 0,
    };

    private static async Task<Results<Ok<RefundNotedResponse>, Refusal>> NoteRefundAsync(
        [FromRoute(Name = "payment_id")] string paymentId, CalledBy caller, Body<NoteRefundRequest> body,
        NoteRefund note, CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        var outcome = await note.HandleAsync(
            caller.MerchantId, Id.TryParse<PaymentId>(paymentId, out var id) ? id : default,
            new RefundNote(
                wanted.TxSignature.Trim(), wanted.AmountMinorUnits, wanted.Reason?.Trim(), wanted.EndMembership == true),
            caller.Actor, cancellationToken);
        return outcome switch
        {
            RefundOutcome.Noted noted => TypedResults.Ok(new RefundNotedResponse
            {
                PaymentId = noted.Payment.Id.Value,
                TxSignature = wanted.TxSignature.Trim(),
                AmountMinorUnits = noted.AmountMinorUnits,
                TokenMint = noted.Payment.TokenMint,
                Verified = false,
                MembershipId = noted.Payment.MembershipId?.Value,
                MembershipEnded = noted.MembershipEnded,
                NotedAt = noted.NotedAt,
            }),
            RefundOutcome.UnknownPayment => Refusal.NotFound("Payment not found."),
            RefundOutcome.NotPaid => Refusal.Conflict("This payment was not paid, so there is nothing to send back."),
            RefundOutcome.NotASignature => Refusal.Field("tx_signature", "This is no Solana signature."),
            RefundOutcome.TooMuch much => Refusal.Field(
                "amount_minor_units", $"Of what was paid, {much.Left} is left to be sent back."),
            _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
        };
    }

    private static Results<Ok<SettleUnmatchedResponse>, Refusal> Answer(TransferId id, SettleOutcome outcome) =>
        outcome switch
        {
            SettleOutcome.Settled settled => TypedResults.Ok(new SettleUnmatchedResponse(
                id.Value, "SETTLED", settled.PaymentId.Value)),
            SettleOutcome.SetAside => TypedResults.Ok(new SettleUnmatchedResponse(id.Value, "OTHER_INCOME", null)),
            SettleOutcome.UnknownTransfer => Refusal.NotFound(NoTransfer),
            SettleOutcome.AlreadyCounted counted =>
                Refusal.Conflict($"It counts for the payment {counted.PaymentId} already."),
            SettleOutcome.NothingToSettle => Refusal.Conflict(
                "No money of yours stands behind it: the transaction failed, or it went to another account."),
            SettleOutcome.BeingReturned => Refusal.Conflict(
                "It is being sent back, or went back already: withdraw that first."),
            SettleOutcome.NoSession => Refusal.Field(
                "product_id", "It carries no mark of a session of yours: say for whom it counts."),
            SettleOutcome.UnknownProduct => Refusal.Field("product_id", "This product is not known here."),
            SettleOutcome.UnknownBuyer => Refusal.Field("membership_id", "This member is not known here."),
            SettleOutcome.OtherAsset => Refusal.Conflict("The product is sold in another asset."),
            SettleOutcome.SoldOut => Refusal.Conflict("The product is sold out: raise max_payments first."),
            _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
        };
}
