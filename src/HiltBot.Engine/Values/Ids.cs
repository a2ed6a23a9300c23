namespace HiltBot.Engine.Values;

/// <summary>A version 7 UUID that knows what it names. On the wire a plain lower-case UUID (contract section 2.8).</summary>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

/// <summary>Makes, reads and writes the ids of this folder.</summary>
public static class Id
{
    /// <summary>Characters of an id in a button or a deep link: 22, the length of 16 bytes in base64url.</summary>
    public const int OpaqueLength = 22;

    public static TId New<TId>(DateTimeOffset now)
        where TId : struct, IId<TId> => TId.From(Guid.CreateVersion7(now));

    public static TId From<TId>(Guid value)
        where TId : struct, IId<TId> => TId.From(value);

    public static bool TryParse<TId>(string? text, out TId id)
        where TId : struct, IId<TId>
    {
        var isId = Guid.TryParseExact(text, "D", out var value);
        id = TId.From(value);
        return isId;
    }

    /// <summary>The short form for buttons and deep links (design section 4, Links).</summary>
    public static string ToOpaque<TId>(TId id)
        where TId : struct, IId<TId> =>
        System.Buffers.Text.Base64Url.EncodeToString(id.Value.ToByteArray(bigEndian: true));

    public static bool TryFromOpaque<TId>(string? text, out TId id)
        where TId : struct, IId<TId>
    {
        id = default;
        Span<byte> bytes = stackalloc byte[16];
        if (text is not { Length: OpaqueLength } ||
            !System.Buffers.Text.Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != 16)
        {
            return false;
        }

        id = TId.From(new Guid(bytes, bigEndian: true));
        return true;
    }
}

public readonly record struct MerchantId(Guid Value) : IId<MerchantId>
{
    public static MerchantId From(Guid value) => new(value);

    public static MerchantId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct StaffId(Guid Value) : IId<StaffId>
{
    public static StaffId From(Guid value) => new(value);

    public static StaffId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct CommunityId(Guid Value) : IId<CommunityId>
{
    public static CommunityId From(Guid value) => new(value);

    public static CommunityId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct ProductId(Guid Value) : IId<ProductId>
{
    public static ProductId From(Guid value) => new(value);

    public static ProductId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct BuyerId(Guid Value) : IId<BuyerId>
{
    public static BuyerId From(Guid value) => new(value);

    public static BuyerId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>A wallet's proof of whom it pays for.</summary>
public readonly record struct IdentitySessionId(Guid Value) : IId<IdentitySessionId>
{
    public static IdentitySessionId From(Guid value) => new(value);

    public static IdentitySessionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct PaymentId(Guid Value) : IId<PaymentId>
{
    public static PaymentId From(Guid value) => new(value);

    public static PaymentId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct TransferId(Guid Value) : IId<TransferId>
{
    public static TransferId From(Guid value) => new(value);

    public static TransferId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct UnreadableId(Guid Value) : IId<UnreadableId>
{
    public static UnreadableId From(Guid value) => new(value);

    public static UnreadableId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct MembershipId(Guid Value) : IId<MembershipId>
{
    public static MembershipId From(Guid value) => new(value);

    public static MembershipId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct PeriodId(Guid Value) : IId<PeriodId>
{
    public static PeriodId From(Guid value) => new(value);

    public static PeriodId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct SeatId(Guid Value) : IId<SeatId>
{
    public static SeatId From(Guid value) => new(value);

    public static SeatId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct BrakeId(Guid Value) : IId<BrakeId>
{
    public static BrakeId From(Guid value) => new(value);

    public static BrakeId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct ReceiptId(Guid Value) : IId<ReceiptId>
{
    public static ReceiptId From(Guid value) => new(value);

    public static ReceiptId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct NoticeId(Guid Value) : IId<NoticeId>
{
    public static NoticeId From(Guid value) => new(value);

    public static NoticeId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct EventId(Guid Value) : IId<EventId>
{
    public static EventId From(Guid value) => new(value);

    public static EventId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct TicketId(Guid Value) : IId<TicketId>
{
    public static TicketId From(Guid value) => new(value);

    public static TicketId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct TicketMessageId(Guid Value) : IId<TicketMessageId>
{
    public static TicketMessageId From(Guid value) => new(value);

    public static TicketMessageId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct ClaimId(Guid Value) : IId<ClaimId>
{
    public static ClaimId From(Guid value) => new(value);

    public static ClaimId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct KeyId(Guid Value) : IId<KeyId>
{
    public static KeyId From(Guid value) => new(value);

    public static KeyId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>An API key of a merchant.</summary>
public readonly record struct ApiKeyId(Guid Value) : IId<ApiKeyId>
{
    public static ApiKeyId From(Guid value) => new(value);

    public static ApiKeyId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>A domain for checkout pages.</summary>
public readonly record struct CheckoutDomainId(Guid Value) : IId<CheckoutDomainId>
{
    public static CheckoutDomainId From(Guid value) => new(value);

    public static CheckoutDomainId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>Where a merchant's own software listens for events.</summary>
public readonly record struct EndpointId(Guid Value) : IId<EndpointId>
{
    public static EndpointId From(Guid value) => new(value);

    public static EndpointId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>A run of one testing scenario.</summary>
public readonly record struct TestingSessionId(Guid Value) : IId<TestingSessionId>
{
    public static TestingSessionId From(Guid value) => new(value);

    public static TestingSessionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>A plan on the ledger by which renewals of one product are collected.</summary>
public readonly record struct PlanId(Guid Value) : IId<PlanId>
{
    public static PlanId From(Guid value) => new(value);

    public static PlanId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>A payer's permission to collect renewals.</summary>
public readonly record struct AuthorizationId(Guid Value) : IId<AuthorizationId>
{
    public static AuthorizationId From(Guid value) => new(value);

    public static AuthorizationId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>One renewal that is collected.</summary>
public readonly record struct CollectionId(Guid Value) : IId<CollectionId>
{
    public static CollectionId From(Guid value) => new(value);

    public static CollectionId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}
