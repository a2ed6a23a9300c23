namespace HiltBot.Engine.Values;

public readonly record struct RefundId(Guid Value) : IId<RefundId>
{
    public static RefundId From(Guid value) => new(value);

    public static RefundId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct MoneyProofId(Guid Value) : IId<MoneyProofId>
{
    public static MoneyProofId From(Guid value) => new(value);

    public static MoneyProofId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

public readonly record struct SentPaymentId(Guid Value) : IId<SentPaymentId>
{
    public static SentPaymentId From(Guid value) => new(value);

    public static SentPaymentId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}
