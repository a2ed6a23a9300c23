using System.Reflection;
using HiltBot.Engine.Payments;
using HiltBot.Engine.Storage;

namespace HiltBot.Storage.Tests.Chat;

/// <summary>A ledger that refuses to be asked while the asker's transaction is open.</summary>
public class OutsideOnly : DispatchProxy
{
    private Work? work;
    private IPaymentChain? chain;

    public static IPaymentChain Of(Work work, IPaymentChain chain)
    {
        var guarded = Create<IPaymentChain, OutsideOnly>();
        ((OutsideOnly)(object)guarded).work = work;
        ((OutsideOnly)(object)guarded).chain = chain;
        return guarded;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => work!.IsRunning
        ? throw new InvalidOperationException($"{targetMethod!.Name} was asked inside a transaction.")
        : targetMethod!.Invoke(chain, args);
}
