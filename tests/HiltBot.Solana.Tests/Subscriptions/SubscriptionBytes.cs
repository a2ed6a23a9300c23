using System.Buffers.Binary;
using System.Text;
using HiltBot.Solana.Keys;
using HiltBot.Solana.Programs;
using HiltBot.Solana.Rpc;
using HiltBot.Solana.Subscriptions;

namespace HiltBot.Solana.Tests.Subscriptions;

/// <summary>Writes accounts as the program holds them, so that tests can change one field.</summary>
internal static class SubscriptionBytes
{
    public static byte[] Of(PlanAccount plan)
    {
        var data = new byte[PlanAccount.Length];
        data[0] = 1;
        plan.Owner.CopyTo(data.AsSpan(1, 32));
        data[33] = plan.Bump;
        data[34] = (byte)plan.Status;
        U64(data, 35, plan.PlanId);
        plan.Mint.CopyTo(data.AsSpan(43, 32));
        U64(data, 75, plan.Amount);
        U64(data, 83, plan.PeriodHours);
        I64(data, 91, plan.CreatedAt);
        I64(data, 99, plan.EndAt);
        for (var i = 0; i < PlanTerms.ListMax; i++)
        {
            plan.DestinationPlaces[i].CopyTo(data.AsSpan(107 + i * 32, 32));
            plan.PullerPlaces[i].CopyTo(data.AsSpan(235 + i * 32, 32));
        }

        Encoding.UTF8.GetBytes(plan.MetadataUri, data.AsSpan(363));
        return data;
    }

    public static byte[] Of(SubscriptionAccount subscription)
    {
        var data = new byte[SubscriptionAccount.Length];
        data[0] = 4;
        data[1] = 1;
        data[2] = subscription.Bump;
        subscription.Subscriber.CopyTo(data.AsSpan(3, 32));
        subscription.Plan.CopyTo(data.AsSpan(35, 32));
        subscription.RentPayer.CopyTo(data.AsSpan(67, 32));
        I64(data, 99, subscription.InitId);
        U64(data, 107, subscription.Amount);
        U64(data, 115, subscription.PeriodHours);
        I64(data, 123, subscription.PlanCreatedAt);
        U64(data, 131, subscription.Pulled);
        I64(data, 139, subscription.PeriodStart);
        I64(data, 147, subscription.ExpiresAt);
        return data;
    }

    public static byte[] Of(SubscriptionAuthorityAccount authority)
    {
        var data = new byte[SubscriptionAuthorityAccount.Length];
        authority.User.CopyTo(data.AsSpan(1, 32));
        authority.Mint.CopyTo(data.AsSpan(33, 32));
        authority.RentPayer.CopyTo(data.AsSpan(65, 32));
        data[97] = authority.Bump;
        I64(data, 98, authority.InitId);
        return data;
    }

    public static byte[] TokenAccount(
        Address mint,
        Address owner,
        ulong amount = 0,
        Address? @delegate = null,
        ulong delegated = 0,
        bool isFrozen = false)
    {
        var data = new byte[Solana.Programs.TokenAccount.Length];
        mint.CopyTo(data.AsSpan(0, 32));
        owner.CopyTo(data.AsSpan(32, 32));
        U64(data, 64, amount);
        if (@delegate is { } key)
        {
            data[72] = 1;
            key.CopyTo(data.AsSpan(76, 32));
            U64(data, 121, delegated);
        }

        data[108] = isFrozen ? (byte)2 : (byte)1;
        return data;
    }

    public static AccountInfo Info(byte[] data) => new(ProgramIds.Subscriptions, 1, IsExecutable: false, data);

    public static AccountInfo Token(byte[] data) => new(ProgramIds.Token, 1, IsExecutable: false, data);

    private static void U64(byte[] data, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(offset), value);

    private static void I64(byte[] data, int offset, long value) =>
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(offset), value);
}
